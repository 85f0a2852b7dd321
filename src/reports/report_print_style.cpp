#include "reports/report_print_style.h"

namespace reports {
namespace {

constexpr std::string_view rules = R"(
@font-face { font-family: "IBM Plex Sans"; font-weight: 400;
  src: url("IBMPlexSans-Regular.woff2") format("woff2"); }
@font-face { font-family: "IBM Plex Sans"; font-weight: 600;
  src: url("IBMPlexSans-SemiBold.woff2") format("woff2"); }
:root { font: 10.5pt/1.45 "IBM Plex Sans", sans-serif; color: #1a1a1a; }
/* A ligature hides its letters from programs that search or read aloud. */
body { margin: 0; background: #fff; font-variant-ligatures: none; }
h1 { margin: 0 0 4pt; color: #0b5563; font-size: 22pt; line-height: 1.2; }
h2 { margin: 22pt 0 6pt; border-bottom: 1.5pt solid #0b5563; font-size: 15pt; line-height: 1.3; }
h3 { margin: 16pt 0 4pt; font-size: 12.5pt; line-height: 1.3; }
h4 { margin: 12pt 0 4pt; font-size: 11pt; }
h1, h2, h3, h4, figcaption, caption { break-after: avoid; font-weight: 600; }
p { margin: 0 0 7pt; orphans: 2; widows: 2; }
.authority { margin: 0 0 18pt; font-weight: 600; }
.edition, .table-note, .chart-note { color: #454545; font-size: 9pt; }
.hash { overflow-wrap: anywhere; }
.note, .warning { margin: 8pt 0; border-left: 3pt solid #0b5563; padding: 5pt 9pt;
  background: #f1f6f7; break-inside: avoid; }
.warning { border-color: #a8480f; background: #fff3d6; }
.note p:last-child, .warning p:last-child { margin-bottom: 0; }
table { width: 100%; margin: 8pt 0 4pt; border-collapse: collapse; font-size: 9pt;
  line-height: 1.35; }
caption { padding: 0 0 4pt; text-align: left; font-size: 10pt; }
thead { display: table-header-group; break-after: avoid; }
tbody tr:first-child, tbody tr:nth-child(2) { break-before: avoid; }
tr { break-inside: avoid; }
th, td { border-bottom: .5pt solid #8a8a8a; padding: 3pt 6pt 3pt 0; text-align: left;
  vertical-align: top; overflow-wrap: break-word; hyphens: auto; }
thead th { border-bottom: 1pt solid #1a1a1a; }
tbody th { font-weight: 600; }
.number { text-align: right; }
td.number { white-space: nowrap; }
a { color: #0b5563; }
figure { margin: 10pt 0; break-inside: avoid; }
figcaption { margin-bottom: 3pt; }
.chart-picture { position: relative; width: 640px; min-height: 340px; }
.chart-drawing, .chart-canvas { width: 100%; }
.chart-source { width: 680px; }
/* Carries the chart's alternative text into the PDF; the drawing below is vectors. */
.chart-cover { position: absolute; left: 0; top: 0; width: 100%; height: 100%; z-index: 1; }
)";

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c == '\n' ? ' ' : c;
    }
    return out + "\"";
}

}  // namespace

std::string print_style(std::string_view running_head) {
    const std::string margins = "font: 8pt \"IBM Plex Sans\", sans-serif; color: #454545;";
    return "@page { size: A4; margin: 22mm 18mm 20mm; @top-left { content: " +
           quoted(running_head) + "; " + margins +
           " } @bottom-right { content: counter(page) \" / \" counter(pages); " + margins +
           " } }\n" + std::string(rules);
}

}  // namespace reports
