#!/bin/sh
# make.sh SHOPTUI DIR: lives some days of a small shop in a new folder, with that binary. Each release keeps what comes
# of it as tests/data/workspaces/VERSION, which every later release must open: tests/it/workspaces.rs.
set -eu
shoptui=$(realpath "$1")
mkdir "$2"
cd "$2"
mkdir landing_zone reports

cat > shoptui.toml <<'END'
[workspace]
name = "Corner Tech Shop"

[pipelines.people]
files = 'people_(?<date>\d{8})\.csv'
format = { type = "delimited", encoding = "windows-1252" }
load = "snapshot"
key = ["id"]
max_shrink = 0.5
columns = [
  { name = "id", type = "int" },
  { name = "name", type = "string", required = true, length = { max = 20 }, from = "full name" },
  { name = "email", type = "string", pattern = '[^@]+@[^@]+', unique = true },
  { name = "tier", type = "enum", values = ["gold", "silver"] },
  { name = "born", type = "date", format = "%d.%m.%Y", max = 2024-12-31 },
]

[pipelines.product]
files = 'products_(?<date>\d{8})\.json'
format = { type = "json" }
load = "snapshot"
key = ["code"]
extra_columns = "keep"
columns = [
  { name = "code", type = "string" },
  { name = "price", type = "decimal(9,2)", required = true, min = 0 },
  { name = "weight", type = "float" },
  { name = "active", type = "bool" },
]

[pipelines.sale]
files = 'sales_(?<date>\d{4}-\d{2}-\d{2})(?:_(?<part>\w+))?\.txt(?:\.gz)?'
date_format = "%Y-%m-%d"
format = { type = "delimited", delimiter = "~", quote = "", header = false }
load = "transaction"
key = ["day", "number"]
expression = "total = quantity * price"
min_rows = { rows = 2, severity = "warn" }
control = { files = 'sales_(?<date>\d{8})\.ctl', rows = 'rows=(\d+)', severity = "warn" }
depends_on = ["product"]
columns = [
  { name = "day", type = "date" },
  { name = "number", type = "int" },
  { name = "buyer", type = "int", references = "people.id" },
  { name = "product", type = "string" },
  { name = "quantity", type = "int", required = true, min = 1, max = 100, severity = { max = "warn" } },
  { name = "price", type = "decimal(9,2)", required = true },
  { name = "total", type = "decimal(12,2)", required = true },
  { name = "paid", type = "datetime" },
]

[reports.takings]
title = "Takings a day"
sql = "reports/takings.sql"
chart = { type = "stacked", x = "day" }
pivot = { on = "product", values = "total" }

[reports.sums]
sql = "reports/sums.sql"
check = true
END
echo 'SELECT day, product, SUM(total) AS total FROM sale WHERE is_current GROUP BY day, product ORDER BY day, product' \
  > reports/takings.sql
echo 'SELECT day, SUM(total) AS total, MIN(quantity) > 0 AS ok FROM sale WHERE is_current GROUP BY day ORDER BY day' \
  > reports/sums.sql

# As if it had landed an hour ago.
land() {
  cat > "landing_zone/$1"
  touch -d '1 hour ago' "landing_zone/$1"
}
# Rejected rows and quarantined files give 3.
run() {
  "$shoptui" run "$@" > /dev/null 2>&1 || [ $? -eq 3 ]
}

# Three days; on the second two people go, on the third the list of people cannot be read.
printf 'id,name,email,tier,born\n1,Ann,ann@x.org,gold,01.02.1980\n2,Bob,bob@x.org,silver,\n3,Zo\353,,gold,31.12.1999\n4,Dan,dan@x.org,,\n' | land people_20241009.csv
echo '[{"code":"tea","price":2.50,"weight":0.1,"active":true},{"code":"mug","price":7,"active":true,"colour":"red"}]' | land products_20241009.json
printf '2024-10-09~1~1~tea~2~2.50~5.00~2024-10-09 08:30:00\n2024-10-09~2~2~mug~1~7.00~7.00~2024-10-09 09:00:00\n2024-10-09~3~9~tea~1~2.50~2.50~\n2024-10-09~4~3~tea~0~2.50~0.00~\n' | land sales_2024-10-09.txt
echo 'rows=4' | land sales_20241009.ctl
run
printf 'id,full name,email,tier,born\n1,Ann,ann@x.org,silver,01.02.1980\n3,Zo\353,zoe@x.org,gold,31.12.1999\n' | land people_20241010.csv
echo '[{"code":"tea","price":2.75,"weight":0.1,"active":true},{"code":"mug","price":7,"active":false,"colour":"red"}]' | land products_20241010.json
printf '2024-10-10~1~3~tea~101~2.75~277.75~2024-10-10 10:00:00\n2024-10-10~2~1~mug~1~7.00~8.00~\n' | gzip -n | land sales_2024-10-10_till1.txt.gz
printf '2024-10-10~3~1~mug~1~7.00~7.00~2024-10-10 11:00:00\n2024-10-10~1~3~tea~10~2.75~27.50~2024-10-10 10:05:00\n' | land sales_2024-10-10_till2.txt
run
printf 'id;name;email;tier;born\n1;Ann;ann@x.org;silver;\n' | land people_20241011.csv
printf '2024-10-11~1~1~tea~1~2.75~2.75~2024-10-11 12:00:00\n2024-10-11~2~3~mug~2~7.00~14.00~\n' | land sales_2024-10-11.txt
run
# The wrong total is corrected.
"$shoptui" errors fix sale 2024-10-10 -o fix.csv > /dev/null 2>&1
sed -i 's/8\.00/7.00/' fix.csv
"$shoptui" errors apply fix.csv --by Ann > /dev/null 2>&1 || [ $? -eq 3 ]
rm fix.csv
# The people of the second day come again, so that their days, and the sales that refer to them, are replayed.
printf 'id,name,email,tier,born\n1,Ann,ann@x.org,silver,01.02.1980\n3,Zo\353,zoe@x.org,gold,31.12.1999\n9,Eve,eve@x.org,,\n' | land people_20241010.csv
printf 'id,name,email,tier,born\n1,Ann,ann@x.org,silver,01.02.1980\n3,Zo\353,zoe@x.org,gold,31.12.1999\n9,Eve,eve@x.org,gold,\n' | land people_20241011.csv
run
# A mistake, taken back.
printf '2024-10-12~1~1~tea~1~2.75~2.75~\n2024-10-12~2~9~tea~1~2.75~2.75~\n' | land sales_2024-10-12.txt
run
"$shoptui" undo > /dev/null 2>&1
mv landing_zone/sales_2024-10-12.txt landing_zone/left_alone.txt
# Names of processes and probes are none of it.
rm -f warehouse/_runs/.lock
