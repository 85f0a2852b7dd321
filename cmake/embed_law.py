#!/usr/bin/env python3
"""Turns catalogue/law/*.yaml into a C++ table: embed_law.py FOLDER OUTPUT.cpp."""
import pathlib
import sys

folder, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
files = sorted(folder.glob("*.yaml"))
if not files:
    sys.exit(f"{folder}: no files")
lines = ['#include "access/law_file.h"', "", "#include <array>", "", "namespace access {", "",
         "std::span<const LawFile> embedded_law_files() {",
         f"    static constexpr std::array<LawFile, {len(files)}> all = {{{{"]
for path in files:
    text = path.read_text(encoding="utf-8")
    # A literal may be at most 64 KiB in standard C++; pieces of 8,000 characters stay below.
    pieces = "\n".join(f'R"trygby({text[i:i + 8000]})trygby"' for i in range(0, len(text), 8000))
    lines.append(f'        {{"{path.name}", {pieces}}},')
lines += ["    }};", "    return all;", "}", "", "}  // namespace access", ""]
output.write_text("\n".join(lines), encoding="utf-8")
