SELECT day, user_id, value_prop, position FROM prints
