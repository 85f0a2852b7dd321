#!/usr/bin/env python3
"""Turns a file into a C++ function that returns its bytes.

usage: embed_bytes.py INPUT OUTPUT.cpp NAMESPACE FUNCTION
"""
import pathlib
import sys

bytes_per_line = 24

source, output, namespace, function = sys.argv[1:]
content = pathlib.Path(source).read_bytes()
lines = [
    ", ".join(f"0x{byte:02x}" for byte in content[start:start + bytes_per_line]) + ","
    for start in range(0, len(content), bytes_per_line)
]
# An array may not be empty; the zero at its end is not part of the view.
text = f"""#include <string_view>

namespace {namespace} {{

std::string_view {function}();

std::string_view {function}() {{
    static constexpr unsigned char bytes[] = {{
{chr(10).join(lines)}
0x00}};
    return {{reinterpret_cast<const char*>(bytes), {len(content)}}};
}}

}}  // namespace {namespace}
"""
pathlib.Path(output).write_text(text, encoding="ascii")
