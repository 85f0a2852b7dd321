#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "charts/chart.h"
#include "evidence/published_figures.h"
#include "initiatives/catalogue.h"
#include "statistics/rate.h"

// A report as it was frozen: everything that is shown, in both languages, with small counts already
// hidden. The page, the PDF, the DOCX and the XLSX are made from it and from nothing else. Pure.
namespace reports {

using initiatives::Words;

// A number as it may be shown. Nothing hidden is in here.
struct Amount {
    enum class State {
        known,
        hidden,   // a small count of persons, or one that would give such a one away
        unknown,  // not stated by the source
        none      // nothing to count: "–"
    };
    enum class Form {
        plain,
        difference,  // with its sign
        percent      // a change, with its sign
    };
    State state = State::none;
    Form form = Form::plain;
    double number = 0;
    int decimals = 0;
    std::optional<statistics::Interval> interval;

    bool operator==(const Amount& other) const;
};
Amount known_amount(double number, int decimals = 0);

// `permission` is the code of what a reader must be allowed; empty: everyone. Links stand on the
// page only, never in the files.
struct DocumentLink {
    Words words;
    std::string address;
    std::string permission;

    bool operator==(const DocumentLink&) const = default;
};

struct Cell {
    Words words;
    std::optional<Amount> amount;
    std::vector<DocumentLink> links;

    bool operator==(const Cell&) const = default;
};

struct TableColumn {
    enum class Kind { words, number, heading } kind = Kind::words;
    enum class Place { everywhere, page_only } place = Place::everywhere;
    Words heading;

    bool operator==(const TableColumn&) const = default;
};

struct TableRow {
    std::string key;  // of the initiative, figure or year the row is about
    std::vector<Cell> cells;

    bool operator==(const TableRow&) const = default;
};

struct DocumentTable {
    std::string key;  // unique in the document: "goal.safe_town", "facts.total"
    Words caption;
    std::vector<TableColumn> columns;
    std::vector<TableRow> rows;
    Words note;

    bool operator==(const DocumentTable&) const = default;
};

// A chart and the table behind it.
struct DocumentChart {
    struct Point {
        std::string label;
        std::optional<double> value;
        std::optional<statistics::Interval> interval;
        bool operator==(const Point& other) const;
    };
    struct Series {
        Words name;
        std::vector<Point> points;
        bool operator==(const Series&) const = default;
    };
    std::string key;
    charts::Chart::Form form = charts::Chart::Form::line_with_band;
    Words title;
    Words description;  // also the alternative text
    Words x_title;
    Words y_title;
    int decimals = 0;
    std::vector<Series> series;
    DocumentTable table;
    Words note;
    std::vector<DocumentLink> links;

    bool operator==(const DocumentChart&) const = default;
};

struct DocumentHeading {
    int level = 2;   // 2 to 4
    std::string id;  // may be empty
    Words words;

    bool operator==(const DocumentHeading&) const = default;
};

struct DocumentText {
    Words words;  // paragraphs

    bool operator==(const DocumentText&) const = default;
};

struct DocumentNote {
    enum class Kind { note, warning } kind = Kind::note;
    Words words;

    bool operator==(const DocumentNote&) const = default;
};

using DocumentBlock =
    std::variant<DocumentHeading, DocumentText, DocumentNote, DocumentTable, DocumentChart>;

// An imported file that figures come from.
struct DocumentSource {
    std::string table;
    std::string retrieved_on;  // date
    std::string last_period;
    std::string checksum;
    bool generated = false;

    bool operator==(const DocumentSource&) const = default;
};

struct Document {
    int year = 0;
    Words title;
    Words municipality;
    std::string made_on;               // date of the figures that were registered
    bool demonstration = false;        // what was registered is invented
    std::optional<int> official_year;  // the newest year of the official figures in it
    std::vector<DocumentSource> sources;
    std::map<evidence::FigureKey, evidence::PublishedFigure> figures;  // for next year's report
    std::vector<DocumentBlock> blocks;

    bool generated() const;  // some figures were made up for the demonstration
    const DocumentTable* find_table(std::string_view key) const;
    const DocumentChart* find_chart(std::string_view key) const;
    bool operator==(const Document&) const = default;
};

// The one text a document is frozen as; the same document always gives the same text.
std::string to_json(const Document& document);
// Refused with "document" when the text isn't such a document.
base::Result<Document> read_document(std::string_view json);

// A chart in two languages as one.
DocumentChart join(std::string key, const charts::Chart& danish, const charts::Chart& english);
// The chart in one of them.
charts::Chart in_language(const DocumentChart& chart, std::string_view language_tag);

}  // namespace reports
