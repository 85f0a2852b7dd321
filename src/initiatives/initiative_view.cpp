#include "initiatives/initiative_view.h"

#include <set>

#include "base/text.h"
#include "initiatives/catalogue_visit.h"
#include "initiatives/catalogue_words.h"
#include "web/components/button.h"
#include "web/components/card.h"
#include "web/components/definition_list.h"
#include "web/components/heading.h"
#include "web/components/table.h"
#include "web/components/tag.h"

namespace initiatives {

namespace {

using web::operator""_html;

enum class Links { shown, none };

class EditionView {
  public:
    EditionView(const Catalogue& catalogue, const Initiative& initiative, const Edition& edition,
                Links links, const web::Language& language)
        : catalogue_(catalogue),
          initiative_(initiative),
          edition_(edition),
          links_(links),
          language_(language) {}

    // Everything as pairs, the same ones in the same order for every edition.
    std::vector<web::Fact> all_facts() const {
        std::vector<web::Fact> facts = {{say("Navn"), web::text(in(edition_.name))}};
        const auto add = [&](std::vector<web::Fact> more) {
            for (web::Fact& fact : more) facts.push_back(std::move(fact));
        };
        add(about_facts());
        add(who_facts());
        add(where_facts());
        add(when_facts());
        facts.push_back({say("Status år for år"), statuses()});
        facts.push_back({say("Samarbejdspartnere"), partner_list()});
        facts.push_back({say("Aktiviteter"), activity_list()});
        facts.push_back({say("Tal"), figure_names()});
        add(evaluation_facts());
        add(basis_facts());
        facts.push_back({say("Det uafklarede"), list(edition_.uncertain)});
        return facts;
    }

    web::Html about() const {
        return section(say("Om indsatsen"), web::definition_list(about_facts()));
    }
    web::Html who() const { return section(say("Hvem"), web::definition_list(who_facts())); }
    web::Html where() const { return section(say("Hvor"), web::definition_list(where_facts())); }

    web::Html when() const {
        web::Html html = web::definition_list(when_facts());
        if (!edition_.status.empty()) {
            web::Table table({.caption = say("Status år for år"),
                              .columns = {{.heading = say("År"), .kind = web::ColumnKind::heading},
                                          {.heading = say("Status")}},
                              .density = web::TableDescription::Density::compact},
                             language_);
            for (const auto& [year, status] : edition_.status) {
                table.row(year, status_words(status, language_));
            }
            html.add(table.finish());
        }
        return section(say("Hvornår"), html);
    }

    web::Html partners() const { return section(say("Samarbejdspartnere"), partner_list()); }
    web::Html activities() const { return section(say("Aktiviteter"), activity_list()); }

    web::Html figures(const web::Html& counted) const {
        if (edition_.figures.empty() && counted.empty()) return {};
        web::Html html = counted;
        if (!edition_.figures.empty()) {
            web::Table table(
                {.caption = say("Hvad der tælles"),
                 .columns = {{.heading = say("Tal"), .kind = web::ColumnKind::heading},
                             {.heading = say("Enhed")},
                             {.heading = say("Mål for året"), .kind = web::ColumnKind::number},
                             {.heading = say("Kilde")}}},
                language_);
            for (const FigureDefinition& figure : edition_.figures) {
                table.row(in(figure.name), in(figure.unit),
                          figure.target ? decimal(*figure.target) : std::string(),
                          code_words(CodeList::figure_source, figure.source, language_));
            }
            html.add(table.finish());
        }
        // What was counted brings the heading along.
        return counted.empty() ? section(say("Tal"), html) : html;
    }

    web::Html evaluation() const {
        return section(say("Evaluering"), web::definition_list(evaluation_facts()));
    }
    web::Html basis() const {
        return section(say("Grundlag"), web::definition_list(basis_facts()));
    }

    web::Html stories(const std::vector<Story>& published) const {
        if (published.empty()) return {};
        web::Html items;
        for (const Story& story : published) {
            items.add("<li>"_html,
                      web::link("/gode-historier/" + std::to_string(story.id), story.text.title),
                      " ("_html, story.text.year, ")</li>"_html);
        }
        return section(say("Gode historier"), in_list(items));
    }

    web::Html notes() const {
        web::Html html;
        if (!edition_.history.empty()) {
            web::Html items;
            for (const HistoryNote& note : edition_.history) {
                items.add("<li><strong>"_html, date_words(note.date, language_), "</strong>: "_html,
                          in(note.text), "</li>"_html);
            }
            html.add(section(say("Historie"), in_list(items)));
        }
        if (!edition_.uncertain.empty()) {
            html.add(section(say("Det uafklarede"), web::callout(list(edition_.uncertain))));
        }
        return html;
    }

  private:
    std::vector<web::Fact> about_facts() const {
        return {{say("Formål"), paragraphs(edition_.purpose)},
                {say("Mål"), goal(edition_.goal)},
                {say("Grundlag for målet"),
                 web::text(code_words(CodeList::goal_basis, edition_.goal_basis, language_))},
                {say("Andre mål"), other_goals()},
                {say("Slags"), kinds()},
                {say("Beskrivelse"), paragraphs(edition_.description)},
                {say("Problem"), paragraphs(edition_.problem)},
                {say("Hvorfor det virker"), paragraphs(edition_.theory_of_change)},
                {say("Forebyggelsesniveau"), level()},
                {say("Tilgang"), codes(CodeList::orientation, edition_.orientation)},
                {say("Rækkevidde"), code(CodeList::reach, edition_.reach)},
                {say("Principper"), principles()}};
    }

    std::vector<web::Fact> who_facts() const {
        return {{say("Ansvarlig enhed"), name(catalogue_.units, edition_.owner_unit)},
                {say("Målgrupper"), names(catalogue_.target_groups, edition_.target_groups)},
                {say("Målgruppe i ord"), paragraphs(edition_.target_group_text)},
                {say("Alder"), web::text(age_words(edition_.age_from, edition_.age_to, language_))},
                {say("Mødefora"), forums()}};
    }

    std::vector<web::Fact> where_facts() const {
        return {{say("Distrikter"), names(catalogue_.districts, edition_.districts)},
                {say("Steder"), list(edition_.places)},
                {say("Arena"), codes(CodeList::setting, edition_.settings)}};
    }

    std::vector<web::Fact> when_facts() const {
        return {{say("Periode i ord"), paragraphs(edition_.period_text)},
                {say("Tidsrum"), web::text(span_words(edition_.start, edition_.end, language_))}};
    }

    std::vector<web::Fact> evaluation_facts() const {
        const Evaluation& evaluation = edition_.evaluation;
        return {{say("Design"), code(CodeList::evaluation_design, evaluation.design)},
                {say("Sammenligning"), paragraphs(evaluation.comparison)},
                {say("Indikatorer"), list(evaluation.indicators)},
                {say("Metode"), web::text(edition_.method.name)},
                {say("Viden om metoden"), paragraphs(edition_.method.evidence)},
                {say("Henvisning"), web::text(edition_.method.citation)}};
    }

    std::vector<web::Fact> basis_facts() const {
        return {{say("Hjemmel"), codes(CodeList::legal_basis, edition_.legal_basis)},
                {say("Personoplysninger"), code(CodeList::personal_data, edition_.personal_data)},
                {say("Finansiering"), paragraphs(edition_.funding)},
                {say("Styring"), paragraphs(edition_.steering)}};
    }

    web::Html statuses() const {
        web::Html items;
        for (const auto& [year, status] : edition_.status) {
            items.add("<li>"_html, year, ": "_html, say(status_name(status)), "</li>"_html);
        }
        return in_list(items);
    }

    web::Html partner_list() const {
        web::Html items;
        for (const PartnerLink& link : edition_.partners) {
            const std::string partner =
                Catalogue::name_in(catalogue_.partners, link.partner, language_.tag());
            items.add("<li>"_html, linked(partner_address(link.partner), partner));
            if (!link.role.empty()) items.add(": "_html, in(link.role));
            items.add("</li>"_html);
        }
        return in_list(items);
    }

    web::Html activity_list() const {
        web::Html items;
        for (const PlannedActivity& activity : edition_.activities) {
            items.add("<li><strong>"_html, in(activity.name), "</strong>"_html);
            if (!activity.text.empty()) items.add(" – "_html, in(activity.text));
            items.add("</li>"_html);
        }
        return in_list(items);
    }

    web::Html figure_names() const {
        std::vector<Words> figures;
        for (const FigureDefinition& figure : edition_.figures) figures.push_back(figure.name);
        return list(figures);
    }

    web::Html linked(const std::string& address, const std::string& words) const {
        return links_ == Links::shown ? web::link(address, words) : web::text(words);
    }

    std::string_view say(std::string_view danish) const { return language_.say(danish); }
    const std::string& in(const Words& words) const { return words.in(language_.tag()); }

    web::Html section(std::string_view heading, const web::Html& content) const {
        web::Html html;
        if (content.empty()) return html;
        html.add(web::heading(web::HeadingLevel::h2, heading), content);
        return html;
    }

    static web::Html in_list(const web::Html& items) {
        web::Html html;
        if (!items.empty()) html.add("<ul>"_html, items, "</ul>"_html);
        return html;
    }

    web::Html paragraphs(const Words& words) const {
        return words.empty() ? web::Html() : web::paragraphs(in(words));
    }

    web::Html list(const std::vector<Words>& entries) const {
        web::Html items;
        for (const Words& words : entries) items.add("<li>"_html, in(words), "</li>"_html);
        return in_list(items);
    }

    web::Html name(const std::vector<Entry>& entries, const std::string& key) const {
        if (key.empty()) return {};
        return web::text(Catalogue::name_in(entries, key, language_.tag()));
    }

    web::Html names(const std::vector<Entry>& entries, const std::vector<std::string>& keys) const {
        std::vector<std::string> words;
        for (const std::string& key : keys) {
            words.push_back(Catalogue::name_in(entries, key, language_.tag()));
        }
        return web::text(base::join(words, ", "));
    }

    web::Html code(CodeList list, const std::string& value) const {
        return value.empty() ? web::Html() : web::text(code_words(list, value, language_));
    }

    web::Html codes(CodeList list, const std::vector<std::string>& values) const {
        std::vector<std::string> words;
        for (const std::string& value : values) {
            words.push_back(code_words(list, value, language_));
        }
        return web::text(base::join(words, ", "));
    }

    std::string filter_address(const char* name, const std::string& key) const {
        return web::address_with_query("/indsatser",
                                       {{"aar", std::to_string(edition_.period)}, {name, key}});
    }

    web::Html goal(const std::string& key) const {
        return linked(filter_address("maal", key),
                      goal_words(catalogue_, key, edition_.period, language_));
    }

    web::Html other_goals() const {
        web::Html html;
        for (const std::string& key : edition_.other_goals) {
            if (!html.empty()) html.add(", "_html);
            html.add(goal(key));
        }
        return html;
    }

    web::Html kinds() const {
        std::vector<std::string> words;
        for (const Kind kind : initiative_.kinds) words.emplace_back(say(kind_name(kind)));
        return web::text(base::join(words, ", "));
    }

    web::Html level() const {
        if (edition_.prevention_level.empty()) return {};
        return linked(filter_address("niveau", edition_.prevention_level),
                      Catalogue::name_in(catalogue_.prevention_levels, edition_.prevention_level,
                                         language_.tag()));
    }

    web::Html principles() const {
        if (links_ == Links::none) return names(catalogue_.principles, edition_.principles);
        web::Html html;
        for (const std::string& key : edition_.principles) {
            html.add(web::tag(Catalogue::name_in(catalogue_.principles, key, language_.tag()),
                              filter_address("princip", key)),
                     " "_html);
        }
        return html;
    }

    web::Html forums() const {
        web::Html html;
        for (const std::string& key : edition_.forums) {
            if (!html.empty()) html.add(", "_html);
            html.add(linked("/fora#" + key,
                            Catalogue::name_in(catalogue_.forums, key, language_.tag())));
        }
        return html;
    }

    std::string decimal(double value) const {
        const bool whole = value == static_cast<double>(static_cast<std::int64_t>(value));
        return language_.decimal(value, whole ? 0 : 1);
    }

    const Catalogue& catalogue_;
    const Initiative& initiative_;
    const Edition& edition_;
    Links links_;
    const web::Language& language_;
};

}  // namespace

web::Html edition_sections(const Catalogue& catalogue, const Initiative& initiative,
                           const Edition& edition, const web::Html& figures,
                           const std::vector<Story>& stories, const web::Language& language) {
    const EditionView view(catalogue, initiative, edition, Links::shown, language);
    web::Html html;
    html.add(view.about(), view.who(), view.where(), view.when(), view.partners(),
             view.activities(), view.figures(figures), view.evaluation(), view.basis(),
             view.stories(stories), view.notes());
    return html;
}

web::Html editions_side_by_side(const Catalogue& catalogue, const Initiative& initiative,
                                const web::Language& language) {
    std::vector<web::Column> columns = {
        {.heading = language.say("Felt"), .kind = web::ColumnKind::heading}};
    std::vector<std::vector<web::Fact>> editions;
    for (const Edition& edition : initiative.editions) {
        columns.push_back({.heading = std::to_string(edition.period)});
        editions.push_back(
            EditionView(catalogue, initiative, edition, Links::none, language).all_facts());
    }
    columns.push_back({.heading = language.say("Forskel")});
    web::Table table({.caption = language.say("Udgaverne side om side"),
                      .columns = std::move(columns),
                      .on_phone = web::TableDescription::OnPhone::stack},
                     language);
    for (std::size_t fact = 0; fact < editions.front().size(); ++fact) {
        std::vector<web::Html> cells = {web::text(editions.front()[fact].term)};
        std::set<std::string> different;
        for (const std::vector<web::Fact>& facts : editions) {
            const web::Html& description = facts[fact].description;
            different.emplace(description.markup());
            cells.push_back(description.empty() ? web::text("–") : description);
        }
        if (different.size() == 1 && different.begin()->empty()) continue;
        cells.push_back(different.size() > 1 ? web::badge(language.say("Ændret")) : web::Html());
        table.row_of(cells);
    }
    return table.finish();
}

}  // namespace initiatives
