#include "evidence/published_figures.h"

#include <algorithm>
#include <cmath>

#include "activities/activity.h"
#include "evidence/suppression.h"

namespace evidence {
namespace {

using State = PublishedFigure::State;

bool is_small(double count) {
    return count > 0 && count < static_cast<double>(smallest_published);
}

PublishedFigure known(double number) {
    return {State::known, number};
}

// The initiatives of a year and the goals they stand under, as rows and columns of one table: so
// the sums by goal and the sum of all are protected together with the initiatives.
struct Layout {
    std::vector<std::string> initiatives;
    std::vector<std::string> goals;
    std::vector<std::size_t> goal_of;  // by initiative
};

Layout layout_of(const YearFigures& figures, const std::map<std::string, std::string>& goals) {
    Layout layout;
    for (const auto& [initiative, values] : figures.initiatives) {
        const auto found = goals.find(initiative);
        const std::string goal = found == goals.end() ? "" : found->second;
        auto place = std::find(layout.goals.begin(), layout.goals.end(), goal);
        if (place == layout.goals.end()) place = layout.goals.insert(place, goal);
        layout.initiatives.push_back(initiative);
        layout.goal_of.push_back(static_cast<std::size_t>(place - layout.goals.begin()));
    }
    return layout;
}

void publish_things(PublishedFigures& published, const YearFigures& figures,
                    const std::map<std::string, std::string>& goals, const std::string& key) {
    std::map<std::string, double> sums;
    for (const auto& [initiative, values] : figures.initiatives) {
        const double number = value_of(values, key).value_or(0);
        published.figures[{key, initiative_subject(initiative)}] = known(number);
        const auto goal = goals.find(initiative);
        if (goal != goals.end() && !goal->second.empty())
            sums[goal_subject(goal->second)] += number;
        sums[std::string(whole_municipality)] += number;
    }
    if (key == "observations")
        sums[std::string(whole_municipality)] +=
            static_cast<double>(figures.observations_elsewhere);
    for (const auto& [subject, sum] : sums) published.figures[{key, subject}] = known(sum);
}

CountTable count_table(const YearFigures& figures, const Layout& layout, const std::string& key) {
    std::vector<std::vector<std::int64_t>> cells;
    for (std::size_t row = 0; row < layout.initiatives.size(); ++row) {
        cells.emplace_back(layout.goals.size(), 0);
        const auto& values = figures.initiatives.at(layout.initiatives[row]);
        cells.back()[layout.goal_of[row]] = std::llround(value_of(values, key).value_or(0));
    }
    return with_sums(std::move(cells));
}

void publish_persons(PublishedFigures& published, const YearFigures& figures, const Layout& layout,
                     const std::string& key) {
    if (layout.initiatives.empty()) return;
    const CountTable table = count_table(figures, layout, key);
    const auto hidden = suppress(table);
    const std::size_t sum_column = layout.goals.size();
    const std::size_t sum_row = layout.initiatives.size();
    const auto shown = [&](std::size_t row, std::size_t column) {
        const auto count = static_cast<double>(table.cells[row][column]);
        return hidden[row][column] ? PublishedFigure{State::hidden, 0} : known(count);
    };
    for (std::size_t row = 0; row < sum_row; ++row) {
        const auto& values = figures.initiatives.at(layout.initiatives[row]);
        const bool counted = value_of(values, key).has_value();
        // An initiative has one cell and its sum, which are the same number: shown if either is.
        const std::size_t column = hidden[row][sum_column] ? layout.goal_of[row] : sum_column;
        published.figures[{key, initiative_subject(layout.initiatives[row])}] =
            counted ? shown(row, column) : PublishedFigure{};
    }
    for (std::size_t column = 0; column < sum_column; ++column)
        if (!layout.goals[column].empty())
            published.figures[{key, goal_subject(layout.goals[column])}] = shown(sum_row, column);
    published.figures[{key, std::string(whole_municipality)}] = shown(sum_row, sum_column);
}

// A part is shown only beside its whole, and when neither it nor what is left is a small count.
PublishedFigure part_of(const PublishedFigure& whole, double part) {
    if (whole.state == State::none) return {};
    if (whole.state == State::hidden) return {State::hidden, 0};
    if (is_small(part) || is_small(whole.number - part)) return {State::hidden, 0};
    return known(part);
}

void publish_part(PublishedFigures& published, const YearFigures& figures,
                  const FigureDefinition& figure) {
    for (const auto& [initiative, values] : figures.initiatives) {
        const std::string subject = initiative_subject(initiative);
        const PublishedFigure& whole = published.find(figure.whole, subject);
        const std::optional<double> value = value_of(values, figure.key);
        PublishedFigure& shown = published.figures[{std::string(figure.key), subject}];
        if (!value) continue;
        if (figure.counted == Counted::part_of_persons)
            shown = part_of(whole, *value);
        else
            shown = whole.state == State::known ? known(*value) : PublishedFigure{whole.state, 0};
    }
}

void hide_again(PublishedFigures& published, const std::set<FigureKey>& hidden_before) {
    for (const FigureKey& key : hidden_before) {
        const auto found = published.figures.find(key);
        if (found != published.figures.end() && found->second.state == State::known &&
            found->second.number > 0)
            found->second = {State::hidden, 0};
    }
}

std::vector<std::string> age_group_rows() {
    std::vector<std::string> rows;
    for (const activities::AgeGroup group : activities::all_age_groups())
        rows.emplace_back(activities::age_group_code(group));
    rows.emplace_back(registered_without);
    rows.emplace_back(all_of_them);
    return rows;
}

std::vector<std::string> sex_columns() {
    std::vector<std::string> columns;
    for (const activities::Sex sex : activities::all_sexes())
        columns.emplace_back(activities::sex_code(sex));
    columns.emplace_back(all_of_them);
    return columns;
}

CountTable attendance_table(const YearFigures& figures, std::int64_t participants,
                            const std::vector<std::string>& rows,
                            const std::vector<std::string>& columns) {
    std::vector<std::vector<std::int64_t>> cells(rows.size() - 1,
                                                 std::vector<std::int64_t>(columns.size() - 1, 0));
    std::int64_t distributed = 0;
    for (const auto& total : figures.attendance) {
        const auto row = std::find(rows.begin(), rows.end() - 1, total.age_group);
        const auto column = std::find(columns.begin(), columns.end() - 1, total.sex);
        if (row == rows.end() - 1 || column == columns.end() - 1) continue;
        cells[static_cast<std::size_t>(row - rows.begin())]
             [static_cast<std::size_t>(column - columns.begin())] += total.participants;
        distributed += total.participants;
    }
    // Registered as a number only; the last column before the sums is the unknown sex.
    cells.back().back() = std::max<std::int64_t>(0, participants - distributed);
    return with_sums(std::move(cells));
}

// Its corner is the municipality's total, which the table of initiatives shows too. The two give
// nothing away together when both protect their cells from someone who knows the total; so the
// distribution is left out when either needs the total hidden.
void publish_attendance(PublishedFigures& published, const YearFigures& figures) {
    const PublishedFigure total = published.find("participants", whole_municipality);
    if (total.state != State::known || total.number == 0) return;
    const std::vector<std::string> rows = age_group_rows();
    const std::vector<std::string> columns = sex_columns();
    const CountTable table = attendance_table(figures, std::llround(total.number), rows, columns);
    const auto hidden = suppress(table);
    if (hidden.back().back()) return;
    for (std::size_t row = 0; row < rows.size(); ++row)
        for (std::size_t column = 0; column < columns.size(); ++column)
            published.figures[{std::string(attendance_figure),
                               attendance_subject(rows[row], columns[column])}] =
                hidden[row][column] ? PublishedFigure{State::hidden, 0}
                                    : known(static_cast<double>(table.cells[row][column]));
}

// Nothing says which entered figures are parts of which, so any two of an initiative might be: of
// two that differ by a small count, such as 41 who applied and 40 who were admitted, the smaller is
// hidden.
bool tells_small_count(const std::vector<double>& shown, double number) {
    return std::any_of(shown.begin(), shown.end(),
                       [&](double larger) { return is_small(larger - number); });
}

void publish_entered(PublishedFigures& published, const YearFigures& figures) {
    std::vector<const YearEntry*> largest_first;
    for (const YearEntry& entry : figures.entered) largest_first.push_back(&entry);
    std::stable_sort(largest_first.begin(), largest_first.end(),
                     [](const YearEntry* left, const YearEntry* right) {
                         return left->figure.number > right->figure.number;
                     });
    std::map<std::string, std::vector<double>> shown;  // counts of persons, by initiative
    for (const YearEntry* entry : largest_first) {
        PublishedFigure& figure = published.figures[{entered_figure_key(entry->figure.figure),
                                                     initiative_subject(entry->figure.initiative)}];
        if (!entry->figure.number) continue;
        const double number = *entry->figure.number;
        std::vector<double>& others = shown[entry->figure.initiative];
        if (entry->persons && (is_small(number) || tells_small_count(others, number))) {
            figure = PublishedFigure{State::hidden, 0};
            continue;
        }
        figure = known(number);
        if (entry->persons) others.push_back(number);
    }
}

}  // namespace

std::string entered_figure_key(std::string_view figure) {
    return "entered:" + std::string(figure);
}

std::string initiative_subject(std::string_view initiative) {
    return "initiative:" + std::string(initiative);
}

std::string goal_subject(std::string_view goal) {
    return "goal:" + std::string(goal);
}

std::string attendance_subject(std::string_view age_group, std::string_view sex) {
    return std::string(age_group) + "/" + std::string(sex);
}

const PublishedFigure& PublishedFigures::find(std::string_view figure,
                                              std::string_view subject) const {
    static const PublishedFigure nothing;
    const auto found = figures.find({std::string(figure), std::string(subject)});
    return found == figures.end() ? nothing : found->second;
}

std::set<FigureKey> PublishedFigures::hidden() const {
    std::set<FigureKey> keys;
    for (const auto& [key, figure] : figures)
        if (figure.state == State::hidden) keys.insert(key);
    return keys;
}

PublishedFigures publish(const YearFigures& figures,
                         const std::map<std::string, std::string>& goals,
                         const std::set<FigureKey>& hidden_before) {
    PublishedFigures published;
    published.year = figures.year;
    const Layout layout = layout_of(figures, goals);
    for (const FigureDefinition& figure : all_figures()) {
        const std::string key(figure.key);
        switch (figure.counted) {
            case Counted::things:
                publish_things(published, figures, goals, key);
                break;
            case Counted::persons:
                publish_persons(published, figures, layout, key);
                break;
            case Counted::part_of_persons:
            case Counted::minutes:
                publish_part(published, figures, figure);
                break;
        }
        hide_again(published, hidden_before);  // before the parts of this one
    }
    publish_attendance(published, figures);
    publish_entered(published, figures);
    hide_again(published, hidden_before);
    return published;
}

}  // namespace evidence
