"""Policies on paper of others: DMN models, Excel sheets. What needs third parties to read stands here."""
