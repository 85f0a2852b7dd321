#include <algorithm>
#include <set>

#include "initiatives/catalogue_words.h"
#include "reports/report_parts.h"
#include "reports/report_units.h"

namespace reports {
namespace {

using initiatives::Catalogue;
using initiatives::Edition;
using initiatives::Entry;
using initiatives::Initiative;

// The goal's own table; and in the years after the period's first those that then were next year's
// focus and belong to the goal.
std::vector<const Initiative*> rows_of_goal(const Catalogue& catalogue, const std::string& goal,
                                            int year) {
    std::vector<const Initiative*> rows = catalogue.goal_table(goal, year);
    std::vector<const Initiative*> further;
    for (const Initiative* initiative : catalogue.in_plan(year)) {
        const Edition* edition = initiative->edition_in(year);
        if (edition->listed_in == "next_years_focus" && edition->goal == goal &&
            year > edition->period)
            further.push_back(initiative);
    }
    std::stable_sort(further.begin(), further.end(),
                     [year](const Initiative* left, const Initiative* right) {
                         return left->edition_in(year)->order < right->edition_in(year)->order;
                     });
    rows.insert(rows.end(), further.begin(), further.end());
    return rows;
}

// As printed for the year the edition was written in; later the span itself.
Words period_of(const Edition& edition, int year, const Both& both) {
    if (edition.period == year && !edition.period_text.empty()) return edition.period_text;
    const Words span = both.made([&](const web::Language& language) {
        return initiatives::span_words(edition.start, edition.end, language);
    });
    return span.empty() ? edition.period_text : span;
}

Words status_words_in(const Initiative& initiative, int year, const Both& both) {
    const auto status = initiative.status_in(year);
    return status ? both.say(initiatives::status_name(*status)) : plain("–");
}

TableRow goal_row(const Initiative& initiative, int year, const Both& both) {
    const Edition& edition = *initiative.edition_in(year);
    Cell name = words_cell(edition.name);
    name.links.push_back({both.say("Om indsatsen"), "/indsatser/" + initiative.key,
                          std::string(permission_code(access::Permission::see_initiatives))});
    return {
        initiative.key,
        {std::move(name), words_cell(edition.purpose), words_cell(period_of(edition, year, both)),
         words_cell(status_words_in(initiative, year, both)),
         words_cell(status_words_in(initiative, year + 1, both))}};
}

bool existed_in(const Entry& unit, int year) {
    return unit.from.first_day() <= base::date_of(year, 12, 31) &&
           unit.to.first_day_after() > base::date_of(year, 1, 1);
}

std::set<std::string> responsible_units(const Catalogue& catalogue, int year) {
    std::set<std::string> units;
    for (const Initiative* initiative : catalogue.in_plan(year)) {
        const Edition* edition = initiative->edition_in(year);
        if (edition->listed_in != "context" && !edition->owner_unit.empty())
            units.insert(edition->owner_unit);
    }
    return units;
}

// "3 gadeplansmedarbejdere" as the catalogue has them, those of the year.
Words positions_of(const Entry& unit, int year, const Both& both) {
    std::string danish;
    std::string english;
    for (const Entry::Position& position : unit.positions) {
        const bool held = position.from.first_day() <= base::date_of(year, 12, 31) &&
                          position.to.first_day_after() > base::date_of(year, 1, 1);
        if (!held) continue;
        const std::string number =
            position.headcount ? ": " + std::to_string(*position.headcount) : "";
        const Words span = both.made([&](const web::Language& language) {
            return initiatives::span_words(position.from, position.to, language);
        });
        const auto add = [&](std::string& text, std::string_view tag) {
            if (!text.empty()) text += "; ";
            text += position.name.in(tag) + number;
            if (!span.empty()) text += " (" + span.in(tag) + ")";
        };
        add(danish, "da");
        add(english, "en");
    }
    if (danish.empty()) return plain("–");
    return {danish, english};
}

}  // namespace

Words plain(std::string text) {
    return {std::move(text), {}};
}

Cell words_cell(Words words) {
    return {std::move(words), std::nullopt, {}};
}

Cell amount_cell(Amount amount) {
    return {{}, amount, {}};
}

TableColumn heading_column(Words words) {
    return {TableColumn::Kind::heading, TableColumn::Place::everywhere, std::move(words)};
}

TableColumn words_column(Words words) {
    return {TableColumn::Kind::words, TableColumn::Place::everywhere, std::move(words)};
}

TableColumn number_column(Words words) {
    return {TableColumn::Kind::number, TableColumn::Place::everywhere, std::move(words)};
}

std::vector<std::string> goals_in(const Catalogue& catalogue, int year) {
    std::vector<std::pair<int, std::string>> numbered;
    for (const initiatives::Goal& goal : catalogue.goals)
        if (const auto* wording = goal.wording_in(year))
            numbered.emplace_back(wording->number, goal.key);
    std::sort(numbered.begin(), numbered.end());
    std::vector<std::string> keys;
    keys.reserve(numbered.size());
    for (auto& [number, key] : numbered) keys.push_back(std::move(key));
    return keys;
}

std::map<std::string, std::string> goals_of_initiatives(const Catalogue& catalogue, int year) {
    std::map<std::string, std::string> goals;
    const std::vector<std::string> known = goals_in(catalogue, year);
    for (const Initiative& initiative : catalogue.initiatives) {
        const Edition* edition = initiative.edition_in(year);
        if (edition && std::find(known.begin(), known.end(), edition->goal) != known.end())
            goals[initiative.key] = edition->goal;
    }
    return goals;
}

DocumentTable goal_table(const ReportSubject& subject, const Both& both, const std::string& goal) {
    const std::string year = std::to_string(subject.year);
    DocumentTable table;
    table.key = "goal." + goal;
    table.caption =
        both.say_with("Indsatser under målet ”{}”",
                      subject.catalogue.find_goal(goal)->wording_in(subject.year)->name);
    table.columns = {heading_column(both.say("Hvilken indsats")), words_column(both.say("Formål")),
                     words_column(both.say("Periode")),
                     words_column(both.say_with("Status i {}", year)),
                     words_column(both.say_with("Status i {}", std::to_string(subject.year + 1)))};
    for (const Initiative* initiative : rows_of_goal(subject.catalogue, goal, subject.year))
        table.rows.push_back(goal_row(*initiative, subject.year, both));
    return table;
}

DocumentTable focus_table(const ReportSubject& subject, const Both& both) {
    const std::string next = std::to_string(subject.year + 1);
    DocumentTable table;
    table.key = "focus";
    table.caption = both.say_with("Særligt fokus i {}", next);
    table.columns = {heading_column(both.say("Hvilken indsats")), words_column(both.say("Formål")),
                     words_column(both.say("Start")),
                     words_column(both.say_with("Status i {}", next))};
    for (const Initiative* initiative : subject.catalogue.next_years_focus(subject.year)) {
        const Edition& edition = *initiative->edition_in(subject.year);
        Cell name = words_cell(edition.name);
        name.links.push_back({both.say("Om indsatsen"), "/indsatser/" + initiative->key,
                              std::string(permission_code(access::Permission::see_initiatives))});
        table.rows.push_back({initiative->key,
                              {std::move(name), words_cell(edition.purpose),
                               words_cell(period_of(edition, subject.year, both)),
                               words_cell(status_words_in(*initiative, subject.year + 1, both))}});
    }
    return table;
}

DocumentTable organisation_table(const ReportSubject& subject, const Both& both) {
    const Catalogue& catalogue = subject.catalogue;
    const std::set<std::string> responsible = responsible_units(catalogue, subject.year);
    DocumentTable table;
    table.key = "organisation";
    table.caption = both.say_with("Enheder med ansvar i {}", std::to_string(subject.year));
    table.columns = {heading_column(both.say("Enhed")), words_column(both.say("Hører under")),
                     words_column(both.say("Stillinger"))};
    for (const Entry& unit : catalogue.units) {
        const bool writes = std::any_of(
            subject.units.begin(), subject.units.end(),
            [&](const std::string& writer) { return is_part_of(catalogue, unit.key, writer); });
        if (!existed_in(unit, subject.year) || (!writes && !responsible.contains(unit.key)))
            continue;
        const Entry* parent = Catalogue::find(catalogue.units, unit.parent);
        table.rows.push_back(
            {unit.key,
             {words_cell(unit.name), words_cell(parent ? parent->name : plain("–")),
              words_cell(positions_of(unit, subject.year, both))}});
    }
    return table;
}

}  // namespace reports
