#!/usr/bin/env python3
"""Puts a folder of files into the program, each also compressed.

    embed_files.py FOLDER OUTPUT.cpp NAMESPACE FUNCTION

FOLDER/manifest.txt names the files to take, one a line, as paths below the folder with /; after a
tab may stand a content type where the ending doesn't tell it. Empty lines and lines beginning
with # are skipped. Written is a source file that defines

    std::span<const web::EmbeddedFile> NAMESPACE::FUNCTION();

The bytes are taken in by the assembler (.incbin), which is many times faster than compiling them as
literals. Compressed files stand beside the output, in OUTPUT.files/.
"""
import gzip
import hashlib
import pathlib
import re
import sys

CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
# Compressed bytes are kept when they save at least a twentieth.
WORTHWHILE = 0.95


def read_manifest(folder):
    entries = {}
    text = (folder / "manifest.txt").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        path, _, content_type = line.partition("\t")
        place = f"{folder}/manifest.txt:{number}"
        # The path becomes part of an address and of a route's pattern.
        if not re.fullmatch(r"[A-Za-z0-9._/-]+", path) or ".." in path or path.startswith("/"):
            sys.exit(f"{place}: '{path}' can't be part of an address")
        if path in entries:
            sys.exit(f"{place}: '{path}' stands twice")
        if not (folder / path).is_file():
            sys.exit(f"{place}: there is no file '{path}'")
        content_type = content_type.strip() or CONTENT_TYPES.get(pathlib.Path(path).suffix)
        if not content_type:
            sys.exit(f"{place}: no content type for '{path}'")
        entries[path] = content_type
    if not entries:
        sys.exit(f"{folder}/manifest.txt: names no files")
    return entries


def write_if_changed(path, content):
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def quoted(path):
    return str(path).replace("\\", "\\\\").replace('"', '\\"')


def embedded(symbol, path):
    """Assembler lines that take in one file between two symbols."""
    return [f'    ".balign 16\\n"', f'    "{symbol}_begin:\\n"',
            f'    ".incbin \\"{quoted(path)}\\"\\n"', f'    "{symbol}_end:\\n"']


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    folder, output = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    namespace, function = sys.argv[3], sys.argv[4]
    compressed_folder = output.with_name(output.name + ".files")
    compressed_folder.mkdir(parents=True, exist_ok=True)

    assembler, symbols, rows = [], [], []
    for index, (path, content_type) in enumerate(sorted(read_manifest(folder).items())):
        content = (folder / path).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        symbol = f"{namespace}_{function}_{index}"
        assembler += embedded(symbol, folder / path)
        symbols.append(symbol)
        packed = gzip.compress(content, compresslevel=9, mtime=0)
        gzip_bytes = "{}"
        if len(packed) < len(content) * WORTHWHILE:
            packed_path = compressed_folder / f"{index}.gz"
            write_if_changed(packed_path, packed)
            assembler += embedded(symbol + "_gzip", packed_path)
            symbols.append(symbol + "_gzip")
            gzip_bytes = f"bytes({symbol}_gzip_begin, {symbol}_gzip_end)"
        rows.append(f'        {{"{path}", "{content_type}",\n'
                    f"         bytes({symbol}_begin, {symbol}_end), {gzip_bytes},\n"
                    f'         "{digest}"}},')

    lines = ['#include "web/assets.h"', "", "#include <array>", "#include <cstddef>", "",
             'asm(".pushsection .rodata\\n"', *assembler, '    ".popsection\\n");', "",
             'extern "C" {']
    lines += [f"extern const char {symbol}_begin[], {symbol}_end[];" for symbol in symbols]
    lines += ["}", "", f"namespace {namespace} {{", "", "namespace {", "",
              "std::string_view bytes(const char* begin, const char* end) {",
              "    return {begin, static_cast<std::size_t>(end - begin)};", "}", "",
              "}  // namespace", "", f"std::span<const web::EmbeddedFile> {function}();", "",
              f"std::span<const web::EmbeddedFile> {function}() {{",
              f"    static const std::array<web::EmbeddedFile, {len(rows)}> files = {{{{", *rows,
              "    }};", "    return files;", "}", "", f"}}  // namespace {namespace}", ""]
    output.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
