#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "web/components/link.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

enum class ColumnKind {
    words,
    number,  // digits under each other, to the right
    heading  // the cell names its row; at most one column
};

enum class SortOrder { none, ascending, descending };

struct Column {
    PlainText heading;
    ColumnKind kind = ColumnKind::words;
    bool heading_hidden = false;  // only for assistive technology
    Link sort_address = {};       // where a press on the heading leads; empty: can't be sorted
    SortOrder sorted = SortOrder::none;
};

struct TableDescription {
    PlainText caption;  // must be given
    std::vector<Column> columns;
    PlainText
        empty_text;  // shown instead of a table without rows; empty: "Der er ikke noget at vise."
    bool caption_hidden = false;  // where the heading above says the same
    // On a phone: scroll sideways, or one block per row with the headings repeated.
    enum class OnPhone { scroll, stack } on_phone = OnPhone::scroll;
    enum class Density { normal, compact } density = Density::normal;
};

// A table that is written row by row:
//
//     Table table({.caption = language.say("Mødesteder"), .columns = {…}}, language);
//     for (const auto& place : places) table.row(place.name, language.number(place.visits));
//     page.add(table.finish());
class Table {
  public:
    Table(TableDescription description, const Language& language);

    // One row; each cell is text, Html, Literal or a whole number. Throws std::logic_error when the
    // number of cells isn't the number of columns.
    template <class... Cells>
    Table& row(const Cells&... cells) {
        begin_row();
        (cell(cells), ...);
        end_row();
        return *this;
    }
    // The same for tables whose columns are known only at run time.
    Table& row_of(const std::vector<Html>& cells);

    std::size_t rows() const { return rows_; }

    // The whole table. Nothing may be added after it.
    Html finish();

  private:
    template <class Content>
    void cell(const Content& content) {
        begin_cell();
        body_.add(content);
        end_cell();
    }
    void begin_row();
    void end_row();
    void begin_cell();
    void end_cell();
    Html head() const;

    TableDescription description_;
    const Language& language_;
    std::vector<Html> cell_openings_;  // of each column: the same in every row
    Html body_;
    std::size_t column_ = 0;
    std::size_t rows_ = 0;
};

}  // namespace web
