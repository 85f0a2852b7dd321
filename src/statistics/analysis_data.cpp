#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "statistics/expression.h"
#include "statistics/method_internal.h"
#include "statistics/persons.h"
#include "statistics/refusals.h"
#include "statistics/small_numbers.h"

namespace statistics {
namespace {

DataFrame read_frame(const Specification& specification, const FileReader& read,
                     const std::string& file) {
    return must(DataFrame::from_csv(must(read(file)), specification.texts_or_none("text")));
}

DataFrame inline_frame(const Specification& columns) {
    DataFrame frame;
    for (const std::string& name : columns.names()) {
        Column column{name, {}, {}};
        bool numeric = true;
        try {
            column.values = columns.numbers(name);
        } catch (const Refused&) {
            numeric = false;
        }
        if (!numeric) column = categories(name, columns.texts(name));
        const base::Result<void> added = frame.add(std::move(column));
        if (!added) throw Refused{added.error()};
    }
    if (frame.rows() == 0) throw Refused{no_data()};
    return frame;
}

void restrict(const Specification& specification, DataFrame& frame) {
    if (const auto condition = specification.optional_text("where"))
        frame = frame.select(must(rows_where(*condition, frame)));
}

void add_derived(const Specification& derived, DataFrame& frame) {
    for (const std::string& name : derived.names()) {
        Column column = must(evaluate(derived.text(name), frame));
        column.name = name;
        const base::Result<void> added = frame.add(std::move(column));
        if (!added) throw Refused{added.error()};
    }
}

std::string key_of(const DataFrame& frame, const std::vector<std::string>& by, std::size_t row) {
    std::string key;
    for (const std::string& name : by) key += must(frame.column(name))->text(row) + '\x1F';
    return key;
}

// The rows of a joined file by their key; sums where several belong together.
struct Joined {
    DataFrame frame;
    std::map<std::string, std::size_t> rows;
};

Joined joined_file(const Specification& join, const FileReader& read,
                   const std::vector<std::string>& by) {
    DataFrame frame = read_frame(join, read, join.text("data"));
    restrict(join, frame);
    std::vector<std::string> names = join.texts_or_none("columns");
    if (join.has("sums")) {
        const Specification sums = join.object("sums");
        add_derived(sums, frame);
        names = sums.names();
    }
    Joined joined;
    std::vector<std::size_t> firsts;
    for (std::size_t row = 0; row < frame.rows(); ++row) {
        const auto [at, fresh] = joined.rows.try_emplace(key_of(frame, by, row), firsts.size());
        if (fresh) firsts.push_back(row);
        if (!fresh && !join.has("sums"))
            throw Refused{base::refuse("not_unique", "Rækkerne i „{}“ er ikke entydige for „{}“.",
                                       join.text("data"), by.front())};
    }
    const DataFrame first_rows = frame.select(firsts);
    for (const std::string& name : names) {
        Column column = *must(first_rows.column(name));
        if (join.has("sums")) {
            std::fill(column.values.begin(), column.values.end(), 0.0);
            const std::vector<double> parts = must(frame.numbers(name));
            for (std::size_t row = 0; row < frame.rows(); ++row)
                column.values[joined.rows.at(key_of(frame, by, row))] +=
                    std::isnan(parts[row]) ? 0 : parts[row];
        }
        const base::Result<void> added = joined.frame.add(std::move(column));
        if (!added) throw Refused{added.error()};
    }
    return joined;
}

// Rows without a partner are left out, as in a database's inner join.
void join_to(DataFrame& frame, const Specification& join, const FileReader& read) {
    const std::vector<std::string> by = join.texts("by");
    const Joined other = joined_file(join, read, by);
    std::vector<std::size_t> rows, partners;
    for (std::size_t row = 0; row < frame.rows(); ++row) {
        const auto found = other.rows.find(key_of(frame, by, row));
        if (found == other.rows.end()) continue;
        rows.push_back(row);
        partners.push_back(found->second);
    }
    if (rows.empty()) throw Refused{no_data()};
    frame = frame.select(rows);
    const DataFrame matched = other.frame.select(partners);
    for (const Column& column : matched.columns()) {
        const base::Result<void> added = frame.add(column);
        if (!added) throw Refused{added.error()};
    }
}

void sort_rows(const Specification& specification, DataFrame& frame) {
    const auto by = specification.optional_text("sort");
    if (!by) return;
    const std::vector<double>& values = must(frame.column(*by))->values;
    std::vector<std::size_t> order(frame.rows());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    // Rows without a value come last.
    std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
        if (std::isnan(values[left]) || std::isnan(values[right]))
            return !std::isnan(values[left]) && std::isnan(values[right]);
        return values[left] < values[right];
    });
    frame = frame.select(order);
}

}  // namespace

DataFrame data_of(const Specification& specification, const FileReader& read,
                  const std::string& data_file) {
    DataFrame frame = specification.has("columns") && data_file.empty()
                          ? inline_frame(specification.object("columns"))
                          : read_frame(specification, read,
                                       data_file.empty() ? specification.text("data") : data_file);
    if (specification.has("join"))
        for (const Specification& join : specification.objects("join")) {
            join.only("data|text|where|by|columns|sums");
            join_to(frame, join, read);
        }
    if (specification.has("derive")) add_derived(specification.object("derive"), frame);
    const std::size_t before = frame.rows();
    restrict(specification, frame);
    // All rows less 1 to 4 of them, compared with all, tell of those.
    if (about_persons(specification) &&
        too_small_to_show(static_cast<double>(before - frame.rows())))
        throw Refused{small_numbers_of("where")};
    sort_rows(specification, frame);
    return frame;
}

void Run::keep_complete(const std::vector<std::string>& names) {
    const CompleteRows complete = must(complete_rows(frame, names));
    if (complete.left_out > 0) frame = frame.select(complete.rows);
    out.rows_used = frame.rows();
    refuse_few_rows(specification, frame.rows());
    out.rows_left_out += complete.left_out;
    for (const auto& [name, count] : complete.missing)
        if (count > 0) out.missing[name] += count;
}

const Column& Run::column(const std::string& name) const {
    return *must(frame.column(name));
}

std::vector<double> Run::numbers(const std::string& name) const {
    return must(frame.numbers(name));
}

void Run::derive(const std::string& name, const std::string& expression) {
    Column column = must(evaluate(expression, frame));
    column.name = name;
    const base::Result<void> added = frame.add(std::move(column));
    if (!added) throw Refused{added.error()};
}

std::vector<std::string> Run::labels(std::string_view field) const {
    std::vector<std::string> labels;
    const auto name = specification.optional_text(field);
    for (std::size_t row = 0; row < frame.rows(); ++row)
        labels.push_back(name ? column(*name).text(row) : std::to_string(row + 1));
    return labels;
}

base::Error by_name(const Run& run, base::Error error, std::initializer_list<const char*> fields) {
    for (std::string& argument : error.arguments)
        for (const char* field : fields)
            if (argument == field && run.specification.has(field)) {
                const std::vector<std::string> names = run.specification.texts(field);
                if (!names.empty()) argument = names.front();
                break;
            }
    return error;
}

std::vector<std::pair<std::size_t, std::size_t>> neighbour_pairs(const Run& run) {
    const Specification wish = run.specification.object("neighbours");
    if (wish.has("contiguity")) return touching_pairs(run);
    const std::string from = wish.text_or("from", "i"), to = wish.text_or("to", "j");
    const DataFrame pairs =
        must(DataFrame::from_csv(must(run.read(wish.text("data"))), {from, to}));
    std::map<std::string, std::size_t> rows;
    const std::vector<std::string> labels = run.labels("area");
    for (std::size_t row = 0; row < labels.size(); ++row)
        rows[wish.boolean_or("numbered", false) ? std::to_string(row + 1) : labels[row]] = row;
    std::vector<std::pair<std::size_t, std::size_t>> found;
    for (std::size_t i = 0; i < pairs.rows(); ++i) {
        const auto left = rows.find(must(pairs.column(from))->text(i));
        const auto right = rows.find(must(pairs.column(to))->text(i));
        if (left != rows.end() && right != rows.end() && left->second != right->second)
            found.emplace_back(left->second, right->second);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

Neighbours neighbours_from(const std::vector<std::pair<std::size_t, std::size_t>>& pairs,
                           std::size_t rows) {
    Neighbours neighbours(rows);
    for (const auto& [from, to] : pairs) neighbours[from].push_back(to);
    return neighbours;
}

}  // namespace statistics
