#!/usr/bin/env python3
"""Turns migrations/NNNN_name.sql into a C++ table. Fails on gaps, doubles or a HEAD that disagrees."""
import hashlib
import pathlib
import re
import sys

folder, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
files = sorted(folder.glob("*.sql"))
entries = []
for position, path in enumerate(files, start=1):
    match = re.fullmatch(r"(\d{4})_[a-z0-9_]+\.sql", path.name)
    if not match:
        sys.exit(f"{path}: expected NNNN_module_what.sql")
    if int(match.group(1)) != position:
        sys.exit(f"{path}: expected number {position:04d}")
    entries.append((position, path.stem, path.read_text(encoding="utf-8")))
head = (folder / "HEAD").read_text(encoding="utf-8").strip()
if not entries or head != entries[-1][1]:
    sys.exit(f"{folder}/HEAD: says '{head}', the newest migration is '{entries[-1][1] if entries else ''}'")

lines = ['#include "schema/migrations.h"', "", "#include <array>", "", "namespace schema {", "",
         "std::span<const store::Migration> migrations() {",
         f"    static constexpr std::array<store::Migration, {len(entries)}> all = {{{{"]
for number, name, sql in entries:
    # A literal may be at most 64 KiB in standard C++; pieces of 8,000 characters stay below.
    pieces = [sql[i:i + 8000] for i in range(0, len(sql), 8000)]
    text = "\n".join(f'R"trygby({piece})trygby"' for piece in pieces)
    checksum = hashlib.sha256(sql.encode("utf-8")).hexdigest()
    lines.append(f'        {{{number}, "{name}", {text},\n         "{checksum}"}},')
lines += ["    }};", "    return all;", "}", "", "}  // namespace schema", ""]
output.write_text("\n".join(lines), encoding="utf-8")
