#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/visit.h"
#include "charts/plot.h"
#include "web/html.h"

namespace evidence {

// Parts that pages with analyses have in common.

// A figure of no particular kind as it stands in a table.
std::string figure_words(double value, const web::Language& language);

// The table behind a picture: the figures that it draws, under the words of its axes.
web::Html picture_table(const std::string& caption, const charts::PlotTable& drawn,
                        const web::Language& language);

// The same as a file that Danish spreadsheets open; `name` without ending.
web::Response picture_file(const std::string& name, const charts::PlotTable& drawn);

// A link to such a file.
web::Html file_link(const std::string& address, const web::Language& language);

// The words that statisticians use on these pages, in plain ones; folded.
web::Html words_explained(const web::Language& language);

// How to quote the page, with the day: folded. `path` is the page's own, `source` where its
// figures come from and may be empty.
web::Html how_to_quote(const access::Visit& visit, std::string_view title, std::string_view path,
                       std::string_view source);

// Links to the parts of a long page: name and id of the heading.
web::Html parts_list(const std::vector<std::pair<std::string, std::string>>& parts,
                     const web::Language& language);

}  // namespace evidence
