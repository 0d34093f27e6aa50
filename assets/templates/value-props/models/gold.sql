-- One row for each print of the last week: the seven days that end with the last day of the prints.
--
-- `clicked` says whether its user tapped that value prop at that position on that day. The others count that user's
-- rows of that value prop from 21 days before the print's day up to the day before it.
WITH
  last_week AS (
    SELECT p.day, p.user_id, p.value_prop, p.position
    FROM silver_prints AS p
    CROSS JOIN (SELECT MAX(day) AS last_day FROM silver_prints) AS l
    WHERE p.day > l.last_day - INTERVAL '7 days'
  ),
  -- Everything that can be counted, once for each user, value prop and day: so whatever is joined to a print by its
  -- weeks has one row a day, however much happened on it.
  events AS (
    SELECT day, user_id, value_prop, 1 AS views, 0 AS taps, 0 AS payments, CAST(0 AS DECIMAL(12,2)) AS amount
    FROM silver_prints
    UNION ALL
    SELECT day, user_id, value_prop, 0 AS views, 1 AS taps, 0 AS payments, CAST(0 AS DECIMAL(12,2)) AS amount
    FROM silver_taps
    UNION ALL
    SELECT day, user_id, value_prop, 0 AS views, 0 AS taps, 1 AS payments, amount
    FROM silver_pays
  ),
  daily AS (
    SELECT
      day AS event_day, user_id, value_prop,
      SUM(views) AS views, SUM(taps) AS taps, SUM(payments) AS payments, SUM(amount) AS amount
    FROM events
    GROUP BY day, user_id, value_prop
  ),
  shown AS (SELECT DISTINCT day, user_id, value_prop FROM last_week),
  weeks_before AS (
    SELECT
      s.day, s.user_id, s.value_prop,
      SUM(d.views) AS views, SUM(d.taps) AS taps, SUM(d.payments) AS payments, SUM(d.amount) AS amount
    FROM shown AS s
    INNER JOIN daily AS d ON s.user_id = d.user_id AND s.value_prop = d.value_prop
    WHERE d.event_day >= s.day - INTERVAL '21 days' AND d.event_day < s.day
    GROUP BY s.day, s.user_id, s.value_prop
  ),
  tapped AS (SELECT DISTINCT day, user_id, value_prop, position, 1 AS clicked FROM silver_taps)
SELECT
  p.day, p.user_id, p.value_prop, p.position,
  CAST(COALESCE(t.clicked, 0) AS BIGINT) AS clicked,
  CAST(COALESCE(b.views, 0) AS BIGINT) AS views_3w,
  CAST(COALESCE(b.taps, 0) AS BIGINT) AS taps_3w,
  CAST(COALESCE(b.payments, 0) AS BIGINT) AS payments_3w,
  COALESCE(b.amount, 0) AS amount_3w
FROM last_week AS p
LEFT JOIN weeks_before AS b ON p.day = b.day AND p.user_id = b.user_id AND p.value_prop = b.value_prop
LEFT JOIN tapped AS t
  ON p.day = t.day AND p.user_id = t.user_id AND p.value_prop = t.value_prop AND p.position = t.position
