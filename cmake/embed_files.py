#!/usr/bin/env python3
"""Puts a folder into the program: embed_files.py FOLDER OUTPUT.cpp NAMESPACE FUNCTION.

The folder's manifest.txt names the files. Each is also compressed once, here, where that gains something.
"""
import gzip
import pathlib
import sys

CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
    ".png": "image/png",
}

folder, output = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
namespace, function = sys.argv[3:5]
compressed_folder = output.parent / f"{function}_compressed"
compressed_folder.mkdir(parents=True, exist_ok=True)

assembly, declarations, rows = [], [], []


def embed(symbol, path):
    assembly.append(f"    .global {symbol}\n    .balign 16\n{symbol}:\n    .incbin \"{path}\"\n    .byte 0")
    declarations.append(f"extern \"C\" const char {symbol}[];")
    return f"{{{symbol}, {path.stat().st_size}}}"


for number, name in enumerate((folder / "manifest.txt").read_text(encoding="utf-8").split()):
    path = folder / name
    content_type = CONTENT_TYPES.get(path.suffix)
    if content_type is None:
        sys.exit(f"{path}: no content type is known for '{path.suffix}'")
    symbol = f"trygby_{namespace}_{function}_{number}"
    plain = embed(symbol, path)
    packed = "{}"
    data = path.read_bytes()
    small = gzip.compress(data, 9, mtime=0)
    if len(small) < len(data) * 0.9:
        packed_path = compressed_folder / f"{number}.gz"
        packed_path.write_bytes(small)
        packed = embed(symbol + "_gzip", packed_path)
    rows.append(f'        {{"{name}", "{content_type}", {plain}, {packed}}},')

output.write_text(
    '#include <array>\n#include <span>\n\n#include "web/assets.h"\n\n__asm__(R"(\n    .section .rodata\n'
    + "\n".join(assembly) + '\n    .text\n)");\n\n' + "\n".join(declarations)
    + f"\n\nnamespace {namespace} {{\n\nstd::span<const web::EmbeddedFile> {function}();\n"
    + f"std::span<const web::EmbeddedFile> {function}() {{\n"
    + f"    static const std::array<web::EmbeddedFile, {len(rows)}> files{{{{\n" + "\n".join(rows)
    + "\n    }};\n    return files;\n}\n\n" + f"}}  // namespace {namespace}\n", encoding="utf-8")
