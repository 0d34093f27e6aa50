SELECT pay_date AS day, user_id, value_prop, total AS amount FROM pays
