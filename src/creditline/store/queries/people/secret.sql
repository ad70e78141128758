SELECT secret FROM signing_secret
