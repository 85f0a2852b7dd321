#include <array>
#include <boost/json.hpp>
#include <stdexcept>

#include "reports/report_document.h"

// The frozen text. Every field has its place in a fixed order; numbers that are hidden have none.
namespace reports {
namespace {

namespace json = boost::json;

constexpr int format = 1;

template <class Value>
struct Coded {
    Value value;
    std::string_view code;
};

constexpr std::array<Coded<Amount::State>, 4> amount_states{{{Amount::State::known, "known"},
                                                             {Amount::State::hidden, "hidden"},
                                                             {Amount::State::unknown, "unknown"},
                                                             {Amount::State::none, "none"}}};
constexpr std::array<Coded<Amount::Form>, 3> amount_forms{{{Amount::Form::plain, "plain"},
                                                           {Amount::Form::difference, "difference"},
                                                           {Amount::Form::percent, "percent"}}};
constexpr std::array<Coded<TableColumn::Kind>, 3> column_kinds{
    {{TableColumn::Kind::words, "words"},
     {TableColumn::Kind::number, "number"},
     {TableColumn::Kind::heading, "heading"}}};
constexpr std::array<Coded<TableColumn::Place>, 2> column_places{
    {{TableColumn::Place::everywhere, "everywhere"}, {TableColumn::Place::page_only, "page"}}};
constexpr std::array<Coded<DocumentNote::Kind>, 2> note_kinds{
    {{DocumentNote::Kind::note, "note"}, {DocumentNote::Kind::warning, "warning"}}};
constexpr std::array<Coded<charts::Chart::Form>, 3> chart_forms{
    {{charts::Chart::Form::line_with_band, "line"},
     {charts::Chart::Form::grouped_bars, "bars"},
     {charts::Chart::Form::horizontal_bars, "horizontal_bars"}}};
using FigureState = evidence::PublishedFigure::State;
constexpr std::array<Coded<FigureState>, 3> figure_states{
    {{FigureState::known, "known"}, {FigureState::hidden, "hidden"}, {FigureState::none, "none"}}};

template <class Table, class Value>
std::string_view code_in(const Table& table, Value value) {
    for (const auto& entry : table)
        if (entry.value == value) return entry.code;
    throw std::logic_error("report document: a value without a code");
}

template <class Table>
auto value_in(const Table& table, const json::value& code) {
    for (const auto& entry : table)
        if (entry.code == std::string_view(code.as_string())) return entry.value;
    throw std::runtime_error("report document: unknown code");
}

// ---- writing

json::object write(const Words& words) {
    json::object object{{"da", words.da}};
    if (!words.en.empty()) object["en"] = words.en;
    return object;
}

json::array write(const statistics::Interval& interval) {
    return {interval.lower, interval.upper};
}

json::object write(const Amount& amount) {
    json::object object{{"state", code_in(amount_states, amount.state)}};
    if (amount.state != Amount::State::known) return object;
    object["form"] = code_in(amount_forms, amount.form);
    object["number"] = amount.number;
    object["decimals"] = amount.decimals;
    if (amount.interval) object["interval"] = write(*amount.interval);
    return object;
}

json::array write(const std::vector<DocumentLink>& links) {
    json::array array;
    for (const DocumentLink& link : links)
        array.push_back(json::object{{"words", write(link.words)},
                                     {"address", link.address},
                                     {"permission", link.permission}});
    return array;
}

json::object write(const Cell& cell) {
    json::object object;
    if (!cell.words.empty()) object["words"] = write(cell.words);
    if (cell.amount) object["amount"] = write(*cell.amount);
    if (!cell.links.empty()) object["links"] = write(cell.links);
    return object;
}

json::object write(const DocumentTable& table) {
    json::array columns;
    for (const TableColumn& column : table.columns)
        columns.push_back(json::object{{"kind", code_in(column_kinds, column.kind)},
                                       {"place", code_in(column_places, column.place)},
                                       {"heading", write(column.heading)}});
    json::array rows;
    for (const TableRow& row : table.rows) {
        json::array cells;
        for (const Cell& cell : row.cells) cells.push_back(write(cell));
        rows.push_back(json::object{{"key", row.key}, {"cells", std::move(cells)}});
    }
    return {{"key", table.key},
            {"caption", write(table.caption)},
            {"columns", std::move(columns)},
            {"rows", std::move(rows)},
            {"note", write(table.note)}};
}

json::object write(const DocumentChart::Point& point) {
    json::object object{{"label", point.label}};
    if (point.value) object["value"] = *point.value;
    if (point.interval) object["interval"] = write(*point.interval);
    return object;
}

json::object write(const DocumentChart& chart) {
    json::array series;
    for (const DocumentChart::Series& one : chart.series) {
        json::array points;
        for (const DocumentChart::Point& point : one.points) points.push_back(write(point));
        series.push_back(json::object{{"name", write(one.name)}, {"points", std::move(points)}});
    }
    return {{"key", chart.key},
            {"form", code_in(chart_forms, chart.form)},
            {"title", write(chart.title)},
            {"description", write(chart.description)},
            {"x_title", write(chart.x_title)},
            {"y_title", write(chart.y_title)},
            {"decimals", chart.decimals},
            {"series", std::move(series)},
            {"table", write(chart.table)},
            {"note", write(chart.note)},
            {"links", write(chart.links)}};
}

struct BlockWriter {
    json::object operator()(const DocumentHeading& heading) const {
        return {{"heading", write(heading.words)}, {"level", heading.level}, {"id", heading.id}};
    }
    json::object operator()(const DocumentText& text) const {
        return {{"text", write(text.words)}};
    }
    json::object operator()(const DocumentNote& note) const {
        return {{"note", write(note.words)}, {"kind", code_in(note_kinds, note.kind)}};
    }
    json::object operator()(const DocumentTable& table) const { return {{"table", write(table)}}; }
    json::object operator()(const DocumentChart& chart) const { return {{"chart", write(chart)}}; }
};

json::array write_figures(const Document& document) {
    json::array figures;
    for (const auto& [key, figure] : document.figures) {
        json::object object{{"figure", key.first},
                            {"subject", key.second},
                            {"state", code_in(figure_states, figure.state)}};
        if (figure.state == FigureState::known) object["number"] = figure.number;
        figures.push_back(std::move(object));
    }
    return figures;
}

json::array write_sources(const Document& document) {
    json::array sources;
    for (const DocumentSource& source : document.sources)
        sources.push_back(json::object{{"table", source.table},
                                       {"retrieved_on", source.retrieved_on},
                                       {"last_period", source.last_period},
                                       {"checksum", source.checksum},
                                       {"generated", source.generated}});
    return sources;
}

// ---- reading

std::string text_of(const json::object& object, std::string_view name) {
    return std::string(object.at(name).as_string());
}

double number_of(const json::value& value) {
    return value.to_number<double>();
}

int whole_of(const json::value& value) {
    return value.to_number<int>();
}

Words read_words(const json::value& value) {
    const json::object& object = value.as_object();
    Words words{text_of(object, "da"), {}};
    if (object.contains("en")) words.en = text_of(object, "en");
    return words;
}

statistics::Interval read_interval(const json::value& value) {
    const json::array& limits = value.as_array();
    return {number_of(limits.at(0)), number_of(limits.at(1))};
}

Amount read_amount(const json::value& value) {
    const json::object& object = value.as_object();
    Amount amount;
    amount.state = value_in(amount_states, object.at("state"));
    if (amount.state != Amount::State::known) return amount;
    amount.form = value_in(amount_forms, object.at("form"));
    amount.number = number_of(object.at("number"));
    amount.decimals = whole_of(object.at("decimals"));
    if (object.contains("interval")) amount.interval = read_interval(object.at("interval"));
    return amount;
}

std::vector<DocumentLink> read_links(const json::value& value) {
    std::vector<DocumentLink> links;
    for (const json::value& link : value.as_array()) {
        const json::object& fields = link.as_object();
        links.push_back({read_words(fields.at("words")), text_of(fields, "address"),
                         text_of(fields, "permission")});
    }
    return links;
}

Cell read_cell(const json::value& value) {
    const json::object& object = value.as_object();
    Cell cell;
    if (object.contains("words")) cell.words = read_words(object.at("words"));
    if (object.contains("amount")) cell.amount = read_amount(object.at("amount"));
    if (object.contains("links")) cell.links = read_links(object.at("links"));
    return cell;
}

DocumentTable read_table(const json::value& value) {
    const json::object& object = value.as_object();
    DocumentTable table;
    table.key = text_of(object, "key");
    table.caption = read_words(object.at("caption"));
    for (const json::value& column : object.at("columns").as_array()) {
        const json::object& fields = column.as_object();
        table.columns.push_back({value_in(column_kinds, fields.at("kind")),
                                 value_in(column_places, fields.at("place")),
                                 read_words(fields.at("heading"))});
    }
    for (const json::value& row : object.at("rows").as_array()) {
        TableRow read{text_of(row.as_object(), "key"), {}};
        for (const json::value& cell : row.as_object().at("cells").as_array())
            read.cells.push_back(read_cell(cell));
        if (read.cells.size() != table.columns.size())
            throw std::runtime_error("report document: a row of another length");
        table.rows.push_back(std::move(read));
    }
    table.note = read_words(object.at("note"));
    return table;
}

DocumentChart::Series read_series(const json::value& value) {
    const json::object& object = value.as_object();
    DocumentChart::Series series{read_words(object.at("name")), {}};
    for (const json::value& point : object.at("points").as_array()) {
        const json::object& fields = point.as_object();
        DocumentChart::Point read{text_of(fields, "label"), {}, {}};
        if (fields.contains("value")) read.value = number_of(fields.at("value"));
        if (fields.contains("interval")) read.interval = read_interval(fields.at("interval"));
        series.points.push_back(std::move(read));
    }
    return series;
}

DocumentChart read_chart(const json::value& value) {
    const json::object& object = value.as_object();
    DocumentChart chart;
    chart.key = text_of(object, "key");
    chart.form = value_in(chart_forms, object.at("form"));
    chart.title = read_words(object.at("title"));
    chart.description = read_words(object.at("description"));
    chart.x_title = read_words(object.at("x_title"));
    chart.y_title = read_words(object.at("y_title"));
    chart.decimals = whole_of(object.at("decimals"));
    for (const json::value& series : object.at("series").as_array())
        chart.series.push_back(read_series(series));
    chart.table = read_table(object.at("table"));
    chart.note = read_words(object.at("note"));
    chart.links = read_links(object.at("links"));
    return chart;
}

DocumentBlock read_block(const json::value& value) {
    const json::object& object = value.as_object();
    if (object.contains("heading"))
        return DocumentHeading{whole_of(object.at("level")), text_of(object, "id"),
                               read_words(object.at("heading"))};
    if (object.contains("text")) return DocumentText{read_words(object.at("text"))};
    if (object.contains("note"))
        return DocumentNote{value_in(note_kinds, object.at("kind")), read_words(object.at("note"))};
    if (object.contains("table")) return read_table(object.at("table"));
    return read_chart(object.at("chart"));
}

void read_figures(const json::object& object, Document& document) {
    for (const json::value& value : object.at("figures").as_array()) {
        const json::object& fields = value.as_object();
        evidence::PublishedFigure figure{value_in(figure_states, fields.at("state")), 0};
        if (figure.state == FigureState::known) figure.number = number_of(fields.at("number"));
        document.figures[{text_of(fields, "figure"), text_of(fields, "subject")}] = figure;
    }
}

void read_sources(const json::object& object, Document& document) {
    for (const json::value& value : object.at("sources").as_array()) {
        const json::object& fields = value.as_object();
        document.sources.push_back({text_of(fields, "table"), text_of(fields, "retrieved_on"),
                                    text_of(fields, "last_period"), text_of(fields, "checksum"),
                                    fields.at("generated").as_bool()});
    }
}

Document read_checked(std::string_view text) {
    const json::value value = json::parse(text);
    const json::object& object = value.as_object();
    if (whole_of(object.at("format")) != format)
        throw std::runtime_error("report document: another format");
    Document document;
    document.year = whole_of(object.at("year"));
    document.title = read_words(object.at("title"));
    document.municipality = read_words(object.at("municipality"));
    document.made_on = text_of(object, "made_on");
    document.demonstration = object.at("demonstration").as_bool();
    if (object.contains("official_year"))
        document.official_year = whole_of(object.at("official_year"));
    read_sources(object, document);
    read_figures(object, document);
    for (const json::value& block : object.at("blocks").as_array())
        document.blocks.push_back(read_block(block));
    return document;
}

}  // namespace

std::string to_json(const Document& document) {
    json::array blocks;
    for (const DocumentBlock& block : document.blocks)
        blocks.push_back(std::visit(BlockWriter{}, block));
    json::object object{{"format", format},
                        {"year", document.year},
                        {"title", write(document.title)},
                        {"municipality", write(document.municipality)},
                        {"made_on", document.made_on},
                        {"demonstration", document.demonstration}};
    if (document.official_year) object["official_year"] = *document.official_year;
    object["sources"] = write_sources(document);
    object["figures"] = write_figures(document);
    object["blocks"] = std::move(blocks);
    return json::serialize(object);
}

base::Result<Document> read_document(std::string_view text) {
    try {
        return read_checked(text);
    } catch (const std::exception&) {
        // Boost.JSON reports what it can't find or convert by throwing.
        return base::refuse("document", "Det gemte dokument kan ikke læses.");
    }
}

}  // namespace reports
