SELECT day, product, SUM(total) AS total FROM sale WHERE is_current GROUP BY day, product ORDER BY day, product
