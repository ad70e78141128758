SELECT * FROM lender_figure ORDER BY name, currency, valid_from
