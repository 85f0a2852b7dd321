#include <algorithm>
#include <cmath>

#include "activities/activity.h"
#include "reports/report_parts.h"

namespace reports {
namespace {

using evidence::Counted;
using evidence::FigureDefinition;
using evidence::PublishedFigure;
using evidence::PublishedFigures;
using initiatives::Edition;
using initiatives::Initiative;

const PublishedFigure& figure_before(const ReportSubject& subject, std::string_view figure,
                                     const std::string& of) {
    static const PublishedFigure nothing;
    if (!subject.year_before) return nothing;
    const auto found = subject.year_before->figures.find({std::string(figure), of});
    return found == subject.year_before->figures.end() ? nothing : found->second;
}

int decimals_of(const FigureDefinition& figure) {
    return figure.counted == Counted::minutes ? 1 : 0;
}

Amount amount_of(const PublishedFigure& figure, int decimals) {
    Amount amount;
    if (figure.state == PublishedFigure::State::hidden) amount.state = Amount::State::hidden;
    if (figure.state == PublishedFigure::State::known)
        amount = known_amount(figure.number, decimals);
    return amount;
}

// In percent with its interval where the counts are large enough, otherwise the plain difference.
Amount change_of(const PublishedFigure& now, const PublishedFigure& before,
                 const FigureDefinition& figure) {
    Amount amount;
    const bool both_known =
        now.state == PublishedFigure::State::known && before.state == PublishedFigure::State::known;
    if (!both_known) return amount;
    amount = known_amount(now.number - before.number, decimals_of(figure));
    amount.form = Amount::Form::difference;
    if (figure.counted == Counted::minutes) return amount;
    const auto percent =
        evidence::change_in_percent(std::llround(now.number), std::llround(before.number));
    if (!percent) return amount;
    amount = known_amount(percent->value, 1);
    amount.form = Amount::Form::percent;
    amount.interval = percent->interval;
    return amount;
}

// The municipality's own name for the figure of this initiative, where the catalogue gives one.
// Attendances keep their unit: they are not different persons, whatever they are called.
struct FigureName {
    Words name;
    Words unit;
};
FigureName name_of(const FigureDefinition& figure, const Edition* edition, const Both& both) {
    if (edition)
        for (const initiatives::FigureDefinition& named : edition->figures)
            if (named.source == figure.key)
                return {named.name,
                        figure.counted == Counted::persons ? both.say(figure.unit) : named.unit};
    return {both.say(figure.name), both.say(figure.unit)};
}

Words in_parentheses(const FigureName& name, const Both& both) {
    return both.say_with("{} ({})", name.name, name.unit);
}

std::vector<TableColumn> figure_columns(const ReportSubject& subject, const Both& both,
                                        bool with_initiative) {
    std::vector<TableColumn> columns;
    if (with_initiative) {
        columns.push_back(heading_column(both.say("Indsats")));
        columns.push_back(words_column(both.say("Tal")));
    } else {
        columns.push_back(heading_column(both.say("Tal")));
    }
    columns.push_back(number_column(plain(std::to_string(subject.year))));
    if (subject.year_before) {
        columns.push_back(number_column(plain(std::to_string(subject.year - 1))));
        columns.push_back(number_column(both.say("Ændring (95 %-interval)")));
    }
    columns.push_back(
        {TableColumn::Kind::words, TableColumn::Place::page_only, both.say("Grundlag")});
    return columns;
}

Cell basis_cell(const FigureDefinition& figure, const std::string& initiative, int year,
                const Both& both) {
    Cell cell;
    cell.links.push_back(
        {both.say("Definition"), "/tal/" + std::string(figure.key), std::string()});
    if (!initiative.empty())
        cell.links.push_back({both.say("Rækker"), evidence::rows_address(figure, initiative, year),
                              std::string(permission_code(figure.rows_permission))});
    return cell;
}

void add_amounts(const ReportSubject& subject, const FigureDefinition& figure,
                 const PublishedFigure& now, const std::string& of, std::vector<Cell>& cells) {
    const int decimals = decimals_of(figure);
    cells.push_back(amount_cell(amount_of(now, decimals)));
    if (!subject.year_before) return;
    const PublishedFigure& before = figure_before(subject, figure.key, of);
    cells.push_back(amount_cell(amount_of(before, decimals)));
    cells.push_back(amount_cell(change_of(now, before, figure)));
}

bool says_something(const PublishedFigure& figure) {
    return figure.state == PublishedFigure::State::hidden ||
           (figure.state == PublishedFigure::State::known && figure.number != 0);
}

bool is_named(const FigureDefinition& figure, const Edition* edition) {
    return edition && std::any_of(edition->figures.begin(), edition->figures.end(),
                                  [&](const auto& named) { return named.source == figure.key; });
}

void add_initiative_rows(const ReportSubject& subject, const Both& both,
                         const PublishedFigures& published, const std::string& key,
                         DocumentTable& table) {
    const Initiative* initiative = subject.catalogue.find_initiative(key);
    const Edition* edition = initiative ? initiative->edition_in(subject.year) : nullptr;
    const std::string of = evidence::initiative_subject(key);
    for (const FigureDefinition& figure : evidence::all_figures()) {
        const PublishedFigure& now = published.find(figure.key, of);
        const bool shown =
            says_something(now) || says_something(figure_before(subject, figure.key, of)) ||
            (now.state == PublishedFigure::State::known && is_named(figure, edition));
        if (!shown) continue;
        TableRow row{key,
                     {words_cell(edition ? edition->name : plain(key)),
                      words_cell(in_parentheses(name_of(figure, edition, both), both))}};
        add_amounts(subject, figure, now, of, row.cells);
        row.cells.push_back(basis_cell(figure, key, subject.year, both));
        table.rows.push_back(std::move(row));
    }
}

void add_sum_rows(const ReportSubject& subject, const Both& both, const PublishedFigures& published,
                  const std::string& goal, DocumentTable& table) {
    const std::string of = evidence::goal_subject(goal);
    for (const FigureDefinition& figure : evidence::all_figures()) {
        const PublishedFigure& now = published.find(figure.key, of);
        if (!says_something(now)) continue;
        TableRow row{
            "goal",
            {words_cell(both.say("I alt under målet")),
             words_cell(in_parentheses({both.say(figure.name), both.say(figure.unit)}, both))}};
        add_amounts(subject, figure, now, of, row.cells);
        row.cells.push_back(basis_cell(figure, "", subject.year, both));
        table.rows.push_back(std::move(row));
    }
}

// Initiatives that this year or the year before have figures under the goal; "" for none.
std::vector<std::string> initiatives_with_figures(const ReportSubject& subject,
                                                  const PublishedFigures& published,
                                                  const std::string& goal) {
    const auto goals = goals_of_initiatives(subject.catalogue, subject.year);
    std::set<std::string> keys;
    const auto collect = [&](const auto& figures) {
        constexpr std::string_view prefix = "initiative:";
        for (const auto& [key, figure] : figures)
            if (key.second.starts_with(prefix)) keys.insert(key.second.substr(prefix.size()));
    };
    collect(published.figures);
    if (subject.year_before) collect(subject.year_before->figures);
    std::vector<std::string> found;
    for (const std::string& key : keys) {
        const auto its = goals.find(key);
        if ((its == goals.end() ? "" : its->second) == goal) found.push_back(key);
    }
    return found;
}

Words age_group_words(const std::string& code, const Both& both) {
    if (code == evidence::registered_without) return both.say("Talt uden alder og køn");
    if (code == evidence::all_of_them) return both.say("I alt");
    for (const activities::AgeGroup group : activities::all_age_groups())
        if (activities::age_group_code(group) == code)
            return both.say(activities::age_group_name(group));
    return plain(code);
}

Words sex_words(const std::string& code, const Both& both) {
    if (code == evidence::all_of_them) return both.say("I alt");
    for (const activities::Sex sex : activities::all_sexes())
        if (activities::sex_code(sex) == code) return both.say(activities::sex_name(sex));
    return plain(code);
}

std::vector<std::string> age_group_codes() {
    std::vector<std::string> codes;
    for (const activities::AgeGroup group : activities::all_age_groups())
        codes.emplace_back(activities::age_group_code(group));
    codes.emplace_back(evidence::registered_without);
    codes.emplace_back(evidence::all_of_them);
    return codes;
}

std::vector<std::string> sex_codes() {
    std::vector<std::string> codes;
    for (const activities::Sex sex : activities::all_sexes())
        codes.emplace_back(activities::sex_code(sex));
    codes.emplace_back(evidence::all_of_them);
    return codes;
}

Words figures_note(const ReportSubject& subject, const Both& both) {
    return both.say_with("Registreret i programmet og talt op {}.", both.date(subject.today));
}

}  // namespace

DocumentTable goal_figures_table(const ReportSubject& subject, const Both& both,
                                 const PublishedFigures& published, const std::string& goal) {
    DocumentTable table;
    table.key = "figures." + goal;
    table.caption =
        both.say_with("Registrerede tal under målet ”{}”",
                      subject.catalogue.find_goal(goal)->wording_in(subject.year)->name);
    table.columns = figure_columns(subject, both, true);
    table.note = figures_note(subject, both);
    for (const std::string& key : initiatives_with_figures(subject, published, goal))
        add_initiative_rows(subject, both, published, key, table);
    if (!table.rows.empty()) add_sum_rows(subject, both, published, goal, table);
    return table;
}

namespace {

// Whole numbers without decimals, others with as many as say something.
int decimals_of(double number) {
    constexpr int most = 2;
    return number == std::floor(number) ? 0 : most;
}

Amount entered_amount(const PublishedFigure& figure, bool known) {
    Amount amount = amount_of(figure, decimals_of(figure.number));
    if (!known) amount.state = Amount::State::unknown;
    return amount;
}

Words entered_name(const ReportSubject& subject, const evidence::EnteredFigure& figure,
                   const Both& both) {
    const initiatives::FigureDefinition* definition = evidence::find_entered_definition(
        subject.catalogue, figure.initiative, figure.figure, subject.year);
    if (!definition) return plain(figure.figure);
    if (definition->unit.empty()) return definition->name;
    return in_parentheses({definition->name, definition->unit}, both);
}

TableRow entered_row(const ReportSubject& subject, const Both& both,
                     const PublishedFigures& published, const evidence::EnteredFigure& figure) {
    const Initiative* initiative = subject.catalogue.find_initiative(figure.initiative);
    const Edition* edition = initiative ? initiative->edition_in(subject.year) : nullptr;
    const std::string key = evidence::entered_figure_key(figure.figure);
    const std::string of = evidence::initiative_subject(figure.initiative);
    TableRow row{figure.initiative,
                 {words_cell(edition ? edition->name : plain(figure.initiative)),
                  words_cell(entered_name(subject, figure, both)),
                  amount_cell(entered_amount(published.find(key, of), figure.number.has_value()))}};
    if (subject.year_before)
        row.cells.push_back(amount_cell(entered_amount(figure_before(subject, key, of), true)));
    row.cells.push_back(words_cell(both.date(figure.data_date)));
    Cell source = words_cell(plain(figure.note));
    source.links.push_back({both.say("Definition"), "/tal/entered", {}});
    row.cells.push_back(std::move(source));
    return row;
}

}  // namespace

DocumentTable entered_figures_table(const ReportSubject& subject, const Both& both,
                                    const PublishedFigures& published, const std::string& goal) {
    DocumentTable table;
    table.key = "entered." + (goal.empty() ? "other" : goal);
    table.caption =
        goal.empty()
            ? both.say("Indtastede tal uden for årets mål")
            : both.say_with("Indtastede tal under målet ”{}”",
                            subject.catalogue.find_goal(goal)->wording_in(subject.year)->name);
    table.columns = {heading_column(both.say("Indsats")), words_column(both.say("Tal")),
                     number_column(plain(std::to_string(subject.year)))};
    if (subject.year_before)
        table.columns.push_back(number_column(plain(std::to_string(subject.year - 1))));
    table.columns.push_back(words_column(both.say("Opgjort den")));
    table.columns.push_back(words_column(both.say("Kilde")));
    table.note = both.say(
        "Skrevet ind af dem, der har ansvaret for indsatsen, med dagen tallet er opgjort. 1 til 4 "
        "personer er skjult.");
    const auto goals = goals_of_initiatives(subject.catalogue, subject.year);
    for (const evidence::YearEntry& entry : subject.figures.entered) {
        const auto its = goals.find(entry.figure.initiative);
        if ((its == goals.end() ? "" : its->second) != goal) continue;
        table.rows.push_back(entered_row(subject, both, published, entry.figure));
    }
    return table;
}

DocumentTable other_figures_table(const ReportSubject& subject, const Both& both,
                                  const PublishedFigures& published) {
    DocumentTable table;
    table.key = "figures.other";
    table.caption = both.say("Registrerede tal uden for årets mål");
    table.columns = figure_columns(subject, both, true);
    table.note = figures_note(subject, both);
    for (const std::string& key : initiatives_with_figures(subject, published, ""))
        add_initiative_rows(subject, both, published, key, table);
    return table;
}

DocumentTable total_figures_table(const ReportSubject& subject, const Both& both,
                                  const PublishedFigures& published) {
    DocumentTable table;
    table.key = "figures.total";
    table.caption = both.say_with("Registrerede tal i alt i {}", std::to_string(subject.year));
    table.columns = figure_columns(subject, both, false);
    table.note = figures_note(subject, both);
    const std::string of(evidence::whole_municipality);
    for (const FigureDefinition& figure : evidence::all_figures()) {
        if (figure.counted != Counted::things && figure.counted != Counted::persons) continue;
        const PublishedFigure& now = published.find(figure.key, of);
        if (now.state == PublishedFigure::State::none &&
            !says_something(figure_before(subject, figure.key, of)))
            continue;
        TableRow row{
            std::string(figure.key),
            {words_cell(in_parentheses({both.say(figure.name), both.say(figure.unit)}, both))}};
        add_amounts(subject, figure, now, of, row.cells);
        row.cells.push_back(basis_cell(figure, "", subject.year, both));
        table.rows.push_back(std::move(row));
    }
    return table;
}

DocumentTable attendance_table(const ReportSubject& subject, const Both& both,
                               const PublishedFigures& published) {
    DocumentTable table;
    table.key = "figures.attendance";
    table.caption =
        both.say_with("Deltagelser efter alder og køn i {}", std::to_string(subject.year));
    table.note = figures_note(subject, both);
    table.columns.push_back(heading_column(both.say("Alder")));
    for (const std::string& sex : sex_codes())
        table.columns.push_back(number_column(sex_words(sex, both)));
    const std::string all(evidence::all_of_them);
    const auto& corner =
        published.find(evidence::attendance_figure, evidence::attendance_subject(all, all));
    if (corner.state != PublishedFigure::State::known) return table;
    for (const std::string& age_group : age_group_codes()) {
        TableRow row{age_group, {words_cell(age_group_words(age_group, both))}};
        for (const std::string& sex : sex_codes())
            row.cells.push_back(
                amount_cell(amount_of(published.find(evidence::attendance_figure,
                                                     evidence::attendance_subject(age_group, sex)),
                                      0)));
        table.rows.push_back(std::move(row));
    }
    return table;
}

DocumentTable definitions_table(const Both& both) {
    DocumentTable table;
    table.key = "definitions";
    table.caption = both.say("Sådan er tallene lavet");
    table.columns = {heading_column(both.say("Tal")), words_column(both.say("Hvad der tælles")),
                     words_column(both.say("Hvilke rækker")),
                     words_column(both.say("Hvad tallet ikke kan sige"))};
    const auto add = [&](const FigureDefinition& figure) {
        Cell name =
            words_cell(in_parentheses({both.say(figure.name), both.say(figure.unit)}, both));
        name.links.push_back({both.say("Definition"), "/tal/" + std::string(figure.key), {}});
        table.rows.push_back(
            {std::string(figure.key),
             {std::move(name), words_cell(both.say(figure.explanation)),
              words_cell(both.say(figure.rows)), words_cell(both.say(figure.limits))}});
    };
    for (const FigureDefinition& figure : evidence::all_figures()) add(figure);
    add(evidence::entered_definition());
    add(evidence::crime_definition());
    return table;
}

}  // namespace reports
