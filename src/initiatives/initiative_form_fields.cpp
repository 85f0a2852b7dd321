#include <algorithm>
#include <set>

#include "base/text.h"
#include "initiatives/catalogue_words.h"
#include "initiatives/initiative_form.h"
#include "web/components/checkbox_group.h"
#include "web/components/details.h"
#include "web/components/form.h"
#include "web/components/radio_group.h"
#include "web/components/select_field.h"
#include "web/components/text_area.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace initiatives {

namespace {

using web::operator""_html;

constexpr int empty_rows = 2;
constexpr int most_shown_rows = 40;

// Writes the fields of one form, each with what was typed and its message.
class FormView {
  public:
    FormView(const Catalogue& catalogue, const FormValues& values, const base::FieldErrors& errors,
             int year, const web::Language& language)
        : catalogue_(catalogue),
          values_(values),
          errors_(errors),
          year_(year),
          language_(language) {}

    web::Html all() const {
        web::Html html;
        html.add(identity(), plan(), time(), content(), who_and_where(), activities(), figures(),
                 evaluation(), basis(), reason());
        return html;
    }

  private:
    std::string say(std::string_view danish) const { return std::string(language_.say(danish)); }

    const std::string& value(const std::string& name) const {
        static const std::string nothing;
        const auto found = values_.find(name);
        return found == values_.end() ? nothing : found->second;
    }

    std::vector<std::string> values(const std::string& name) const {
        std::vector<std::string> found;
        for (const std::string& part : base::split(value(name), ',')) {
            std::string trimmed = base::trim(part);
            if (!trimmed.empty()) found.push_back(std::move(trimmed));
        }
        return found;
    }

    std::string error(const std::string& name) const {
        return web::error_at(errors_, name, language_);
    }

    web::Html line(const std::string& name, const std::string& label, web::Need need,
                   const std::string& hint = {},
                   web::FieldWidth width = web::FieldWidth::full) const {
        return web::text_field({.name = name,
                                .label = label,
                                .value = value(name),
                                .hint = hint,
                                .error = error(name),
                                .need = need,
                                .width = width},
                               language_);
    }

    web::Html area(const std::string& name, const std::string& label, web::Need need,
                   const std::string& hint = {}, int rows = 4) const {
        return web::text_area({.name = name,
                               .label = label,
                               .value = value(name),
                               .hint = hint,
                               .error = error(name),
                               .need = need,
                               .rows = rows},
                              language_);
    }

    std::string in_danish(const std::string& label) const {
        return language_.say_with("{} på dansk", label);
    }
    std::string in_english(const std::string& label) const {
        return language_.say_with("{} på engelsk", label);
    }

    web::Html lines(const std::string& name, const std::string& label,
                    web::Need need = web::Need::unmarked) const {
        web::Html html;
        html.add(line(name + "_da", in_danish(label), need),
                 line(name + "_en", in_english(label), web::Need::unmarked));
        return web::field_row(html);
    }

    web::Html areas(const std::string& name, const std::string& label,
                    web::Need need = web::Need::unmarked, const std::string& hint = {}) const {
        web::Html html;
        html.add(area(name + "_da", in_danish(label), need, hint),
                 area(name + "_en", in_english(label), web::Need::unmarked, hint));
        return web::field_row(html);
    }

    web::Html select(const std::string& name, const std::string& label,
                     std::vector<web::SelectOption> options, web::Need need) const {
        return web::select_field({.name = name,
                                  .label = label,
                                  .options = std::move(options),
                                  .value = value(name),
                                  .empty_option = say("Vælg"),
                                  .error = error(name),
                                  .need = need},
                                 language_);
    }

    web::Html boxes(const std::string& name, const std::string& label,
                    std::vector<web::Choice> choices, web::Need need = web::Need::unmarked) const {
        if (choices.empty()) return {};
        return web::checkbox_group({.name = name,
                                    .legend = label,
                                    .choices = std::move(choices),
                                    .values = values(name),
                                    .error = error(name),
                                    .need = need},
                                   language_);
    }

    std::vector<web::SelectOption> code_options(CodeList list) const {
        std::vector<web::SelectOption> options;
        for (const Code& code : codes(list)) options.push_back({code.code, say(code.name)});
        return options;
    }

    std::vector<web::Choice> code_choices(CodeList list) const {
        std::vector<web::Choice> choices;
        for (const Code& code : codes(list)) {
            choices.push_back({.value = code.code, .label = say(code.name)});
        }
        return choices;
    }

    std::vector<web::SelectOption> entry_options(const std::vector<Entry>& entries) const {
        std::vector<web::SelectOption> options;
        for (const Entry& entry : entries) {
            options.push_back({entry.key, entry.name.in(language_.tag())});
        }
        return options;
    }

    std::vector<web::Choice> entry_choices(const std::vector<Entry>& entries) const {
        std::vector<web::Choice> choices;
        for (const Entry& entry : entries) {
            choices.push_back({.value = entry.key, .label = entry.name.in(language_.tag())});
        }
        return choices;
    }

    // The many choices of one list unfold only when asked for, or when some are chosen.
    web::Html folded(const std::string& name, const std::string& label,
                     const std::vector<Entry>& entries) const {
        if (entries.empty()) return {};
        const bool open = !values(name).empty() || !error(name).empty();
        return web::details(label, boxes(name, label, entry_choices(entries)),
                            open ? web::DetailsState::open : web::DetailsState::closed);
    }

    int period() const {
        const std::string& text = value("period");
        return text.size() == 4 && text.find_first_not_of("0123456789") == text.npos
                   ? std::stoi(text)
                   : catalogue_.period_in(year_);
    }

    std::vector<web::SelectOption> goal_options() const {
        std::vector<web::SelectOption> options;
        for (const Goal& goal : catalogue_.goals) {
            options.push_back({goal.key, goal_words(catalogue_, goal.key, period(), language_)});
        }
        return options;
    }

    web::Html identity() const {
        web::Html html;
        html.add(lines("name", say("Navn"), web::Need::required_marked),
                 areas("purpose", say("Formål"), web::Need::required_marked,
                       say("Hvad skal indsatsen opnå? Nævn ingen personer.")));
        std::vector<web::Choice> choices;
        for (const Kind kind : {Kind::casework, Kind::activity, Kind::forum, Kind::place_work,
                                Kind::project, Kind::guide, Kind::analysis}) {
            choices.push_back({.value = kind_code(kind), .label = say(kind_name(kind))});
        }
        html.add(boxes("kinds", say("Slags"), std::move(choices), web::Need::required_marked));
        return web::field_set(say("Indsatsen"), html);
    }

    web::Html plan() const {
        std::vector<web::Choice> goals;
        for (const web::SelectOption& option : goal_options()) {
            goals.push_back({.value = option.value, .label = option.label});
        }
        web::Html html;
        html.add(select("goal", say("Mål"), goal_options(), web::Need::required_marked),
                 select("goal_basis", say("Grundlag for målet"), code_options(CodeList::goal_basis),
                        web::Need::required_marked),
                 boxes("other_goals", say("Andre mål, indsatsen også tjener"), std::move(goals)),
                 select("listed_in", say("Hvor indsatsen står i planen"),
                        code_options(CodeList::listed_in), web::Need::required_marked),
                 line("order", say("Plads i listen"), web::Need::unmarked,
                      say("Et tal fra 1. Lad feltet stå tomt for at komme sidst."),
                      web::FieldWidth::xs));
        return web::field_set(say("Plads i planen"), html);
    }

    // Some years around the period and today, and those that already have a status.
    std::set<int> status_years() const {
        std::set<int> years = {period(), year_ - 1, year_, year_ + 1};
        constexpr std::string_view prefix = "status_";
        for (const auto& [name, text] : values_) {
            if (!name.starts_with(prefix)) continue;
            const std::string year = name.substr(prefix.size());
            if (year.size() == 4 && year.find_first_not_of("0123456789") == year.npos) {
                years.insert(std::stoi(year));
            }
        }
        return years;
    }

    web::Html time() const {
        const std::string hint = say(
            "Så nøjagtigt, som det vides: 2024, 2024-spring, 2024-08 eller 2024-08-01. Årstider: "
            "spring, summer, late_summer, autumn, winter.");
        web::Html html;
        html.add(lines("period_text", say("Periode i ord")),
                 line("start", say("Begynder"), web::Need::unmarked, hint, web::FieldWidth::s),
                 line("end", say("Slutter"), web::Need::unmarked, {}, web::FieldWidth::s));
        std::vector<web::SelectOption> options;
        for (const Status status : {Status::planned, Status::in_progress, Status::carried_out,
                                    Status::continues, Status::ended, Status::completed}) {
            options.push_back({status_code(status), say(status_name(status))});
        }
        for (const int year : status_years()) {
            const std::string name = "status_" + std::to_string(year);
            html.add(
                web::select_field({.name = name,
                                   .label = language_.say_with("Status {}", std::to_string(year)),
                                   .options = options,
                                   .value = value(name),
                                   .empty_option = say("Ikke angivet"),
                                   .error = error(name),
                                   .need = web::Need::unmarked},
                                  language_));
        }
        return web::field_set(say("Hvornår"), html);
    }

    web::Html content() const {
        web::Html html;
        html.add(
            areas("description", say("Beskrivelse")), areas("problem", say("Problem")),
            areas("theory_of_change", say("Hvorfor det virker")),
            select("prevention_level", say("Forebyggelsesniveau"),
                   entry_options(catalogue_.prevention_levels), web::Need::unmarked),
            boxes("orientation", say("Tilgang"), code_choices(CodeList::orientation)),
            select("reach", say("Rækkevidde"), code_options(CodeList::reach), web::Need::unmarked),
            folded("principles", say("Principper"), catalogue_.principles));
        return web::field_set(say("Indhold"), html);
    }

    web::Html who_and_where() const {
        const std::string one_a_line = say("Ét sted på hver linje.");
        web::Html html;
        html.add(folded("target_groups", say("Målgrupper"), catalogue_.target_groups),
                 lines("target_group_text", say("Målgruppe i ord")),
                 line("age_from", say("Alder fra"), web::Need::unmarked, {}, web::FieldWidth::xs),
                 line("age_to", say("Alder til"), web::Need::unmarked, {}, web::FieldWidth::xs),
                 boxes("settings", say("Arena"), code_choices(CodeList::setting)),
                 folded("districts", say("Distrikter"), catalogue_.districts),
                 areas("places", say("Steder"), web::Need::unmarked, one_a_line),
                 select("owner_unit", say("Ansvarlig enhed"), entry_options(catalogue_.units),
                        web::Need::unmarked),
                 folded("partners", say("Samarbejdspartnere"), catalogue_.partners),
                 folded("forums", say("Mødefora"), catalogue_.forums));
        return web::field_set(say("Hvem og hvor"), html);
    }

    // Rows that hold something, and some empty ones after them.
    int rows_of(std::string_view list) const {
        int last = 0;
        for (const auto& [name, text] : values_) {
            if (text.empty() || !name.starts_with(list)) continue;
            const std::string row =
                name.substr(list.size(), name.find('_', list.size()) - list.size());
            if (row.empty() || row.size() > 2 || row.find_first_not_of("0123456789") != row.npos) {
                continue;
            }
            last = std::max(last, std::stoi(row));
        }
        return std::min(last + empty_rows, most_shown_rows);
    }

    web::Html activities() const {
        web::Html html;
        const int rows = rows_of("activity_");
        for (int row = 1; row <= rows; ++row) {
            const std::string prefix = "activity_" + std::to_string(row) + "_";
            web::Html fields;
            fields.add(web::hidden_field(prefix + "key", value(prefix + "key")),
                       lines(prefix + "name", say("Navn")), lines(prefix + "text", say("Tekst")));
            html.add(row_set("activity", row, prefix, fields));
        }
        return web::field_set(say("Aktiviteter"), html,
                              say("Tøm navn og tekst for at fjerne en aktivitet."));
    }

    web::Html figures() const {
        web::Html html;
        const int rows = rows_of("figure_");
        for (int row = 1; row <= rows; ++row) {
            const std::string prefix = "figure_" + std::to_string(row) + "_";
            web::Html fields;
            fields.add(web::hidden_field(prefix + "key", value(prefix + "key")),
                       lines(prefix + "name", say("Navn")), lines(prefix + "unit", say("Enhed")),
                       line(prefix + "target", say("Mål for året"), web::Need::unmarked, {},
                            web::FieldWidth::xs),
                       select(prefix + "source", say("Kilde"),
                              code_options(CodeList::figure_source), web::Need::unmarked),
                       select(prefix + "counts", say("Hvad tæller et indtastet tal?"),
                              code_options(CodeList::figure_counts), web::Need::unmarked));
            html.add(row_set("figure", row, prefix, fields));
        }
        return web::field_set(
            say("Tal"), html,
            say("Tallene tælles af programmet eller indtastes. Et indtastet tal, som ikke er sagt "
                "at "
                "tælle andet, tæller personer, og 1 til 4 skjules i rapporter. Tøm navn, enhed og "
                "mål for at fjerne et tal."));
    }

    web::Html row_set(std::string_view list, int row, const std::string& prefix,
                      const web::Html& fields) const {
        const bool wrong = std::any_of(
            errors_.begin(), errors_.end(),
            [&](const base::FieldError& error) { return error.field.starts_with(prefix); });
        const std::string& name = value(prefix + "name_da");
        std::string title = say(field_label(list)) + " " + std::to_string(row);
        if (!name.empty()) title += ": " + name;
        return web::details(title, web::field_set(title, fields),
                            wrong ? web::DetailsState::open : web::DetailsState::closed);
    }

    web::Html evaluation() const {
        web::Html html;
        html.add(select("evaluation_design", say("Evalueringens design"),
                        code_options(CodeList::evaluation_design), web::Need::unmarked),
                 areas("comparison", say("Sammenligning")),
                 areas("indicators", say("Indikatorer"), web::Need::unmarked,
                       say("Én indikator på hver linje.")),
                 line("method_name", say("Metode"), web::Need::unmarked),
                 areas("evidence", say("Viden om metoden")),
                 line("citation", say("Henvisning"), web::Need::unmarked));
        return web::field_set(say("Evaluering"), html);
    }

    web::Html basis() const {
        web::Html html;
        html.add(line("legal_basis", say("Hjemmel"), web::Need::unmarked,
                      say("Koder med komma imellem, som RPL115_1_1, CONSENT.")),
                 select("personal_data", say("Personoplysninger"),
                        code_options(CodeList::personal_data), web::Need::unmarked),
                 lines("funding", say("Finansiering")), lines("steering", say("Styring")),
                 areas("uncertain", say("Det uafklarede"), web::Need::unmarked,
                       say("Én oplysning på hver linje.")));
        return web::field_set(say("Grundlag"), html);
    }

    web::Html reason() const {
        return web::text_field({.name = "reason",
                                .label = say("Hvorfor ændres indsatsen?"),
                                .value = value("reason"),
                                .hint = say("Står i historikken."),
                                .error = error("reason"),
                                .need = web::Need::unmarked,
                                .character_limit = 200},
                               language_);
    }

    const Catalogue& catalogue_;
    const FormValues& values_;
    const base::FieldErrors& errors_;
    int year_;
    const web::Language& language_;
};

}  // namespace

web::Html form_fields(const Catalogue& catalogue, const FormValues& values,
                      const base::FieldErrors& errors, int year, const web::Language& language) {
    return FormView(catalogue, values, errors, year, language).all();
}

}  // namespace initiatives
