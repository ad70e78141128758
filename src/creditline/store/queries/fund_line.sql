UPDATE line SET agreement_id = %(agreement_id)s, constrained = true WHERE id = %(line_id)s
