#include "activities/activity_form_pages.h"

#include <algorithm>

#include "activities/activity_form.h"
#include "activities/activity_words.h"
#include "initiatives/choice.h"
#include "web/components/button.h"
#include "web/components/checkbox_group.h"
#include "web/components/details.h"
#include "web/components/error_summary.h"
#include "web/components/heading.h"
#include "web/components/radio_group.h"
#include "web/components/select_field.h"
#include "web/components/table.h"
#include "web/components/text_area.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace activities {
namespace {

using web::operator""_html;

// One form while it is written: short names for what every field needs.
class Fields {
  public:
    explicit Fields(const FormContent& content)
        : content_(content), language_(content.visit.language) {}

    const web::Language& language() const { return language_; }
    std::string_view say(std::string_view danish) const { return language_.say(danish); }
    const std::string& value(std::string_view name) const { return content_.values.value(name); }
    std::string error(std::string_view name) const {
        return web::error_at(content_.errors, name, language_);
    }
    bool is_new() const { return content_.before == nullptr; }

    int year() const { return year_in(content_.values, base::year_of(content_.visit.today())); }
    const initiatives::Catalogue& catalogue() const { return content_.catalogue; }
    const FormContent& content() const { return content_; }

    web::Html text(const char* name, std::string_view label, std::string_view hint = {}) const {
        return web::text_field({.name = name,
                                .label = label,
                                .value = value(name),
                                .hint = hint,
                                .error = error(name),
                                .need = web::Need::unmarked},
                               language_);
    }
    web::Html input(const char* name, std::string_view label, web::InputType type,
                    web::Need need) const {
        return web::text_field({.name = name,
                                .label = label,
                                .type = type,
                                .value = value(name),
                                .error = error(name),
                                .need = need},
                               language_);
    }
    web::Html number(const std::string& name, std::string_view label, bool label_hidden,
                     std::string_view hint = {}) const {
        return web::text_field({.name = name,
                                .label = label,
                                .type = web::InputType::number,
                                .value = value(name),
                                .hint = hint,
                                .error = error(name),
                                .need = web::Need::unmarked,
                                .width = web::FieldWidth::xs,
                                .input_mode = "numeric",
                                .minimum = "0",
                                .maximum = std::to_string(attendance_max),
                                .label_hidden = label_hidden},
                               language_);
    }

  private:
    const FormContent& content_;
    const web::Language& language_;
};

web::Html initiative_field(const Fields& fields) {
    const FormContent& content = fields.content();
    const std::string also = content.before ? content.before->initiative : "";
    web::SelectField field{.name = "initiative",
                           .label = fields.say("Indsats"),
                           .value = fields.value("initiative"),
                           .empty_option = fields.say("Vælg indsats"),
                           .error = fields.error("initiative"),
                           .need = web::Need::required_marked};
    if (content.kept)
        field.ready_options =
            content.kept->initiatives(content.catalogue, fields.year(), fields.language(), also);
    else
        field.options = initiatives::initiative_choices(content.catalogue, fields.year(),
                                                        fields.language(), also);
    return web::select_field(field, fields.language());
}

// The initiative's own list of activities, once it is known which initiative it is.
web::Html planned_activity_field(const Fields& fields) {
    const initiatives::Initiative* initiative =
        fields.catalogue().find_initiative(fields.value("initiative"));
    const initiatives::Edition* edition =
        initiative ? initiative->edition_in(fields.year()) : nullptr;
    std::vector<web::SelectOption> options;
    if (edition)
        for (const initiatives::PlannedActivity& planned : edition->activities)
            options.push_back({planned.key, planned.name.in(fields.language().tag())});
    const std::string& chosen = fields.value("planned_activity");
    const bool listed_already =
        std::any_of(options.begin(), options.end(),
                    [&](const auto& option) { return option.value.string() == chosen; });
    // What an earlier edition offered stays choosable on what was registered under it.
    if (!chosen.empty() && !listed_already && fields.error("planned_activity").empty())
        options.push_back({chosen, chosen});
    if (options.empty() && fields.error("planned_activity").empty()) return {};
    return web::select_field({.name = "planned_activity",
                              .label = fields.say("Slags"),
                              .options = options,
                              .value = chosen,
                              .empty_option = fields.say("Ikke angivet"),
                              .error = fields.error("planned_activity"),
                              .need = web::Need::unmarked},
                             fields.language());
}

// What the catalogue no longer offers stays choosable on what was registered with it.
std::vector<web::SelectOption> districts_for(const Fields& fields) {
    std::vector<web::SelectOption> options =
        initiatives::district_choices(fields.catalogue(), fields.language());
    const std::string kept = fields.content().before ? fields.content().before->district : "";
    const bool known = std::any_of(options.begin(), options.end(), [&](const auto& option) {
        return option.value.string() == kept;
    });
    if (!kept.empty() && !known) options.push_back({kept, kept});
    return options;
}

web::Html place_fields(const Fields& fields) {
    web::Html both;
    both.add(web::select_field({.name = "district",
                                .label = fields.say("Distrikt"),
                                .options = districts_for(fields),
                                .value = fields.value("district"),
                                .empty_option = fields.say("Ikke angivet"),
                                .error = fields.error("district"),
                                .need = web::Need::unmarked},
                               fields.language()),
             fields.text("place", fields.say("Sted")));
    return web::field_set(fields.say("Hvor"), web::field_row(both),
                          fields.say("Angiv mindst én af delene."));
}

web::Html time_fields(const Fields& fields) {
    web::Html row;
    row.add(
        fields.input("starts_on", fields.say("Dato"), web::InputType::date,
                     web::Need::required_marked),
        fields.input("starts_time", fields.say("Start"), web::InputType::time,
                     web::Need::required_marked),
        fields.input("ends_time", fields.say("Slut"), web::InputType::time, web::Need::unmarked),
        fields.input("ends_on", fields.say("Slutdato, hvis en anden dag"), web::InputType::date,
                     web::Need::unmarked));
    return web::field_set(fields.say("Hvornår"), web::field_row(row));
}

web::Html attendance_table(const Fields& fields) {
    const web::Language& language = fields.language();
    std::vector<web::Column> columns{
        {.heading = language.say("Alder"), .kind = web::ColumnKind::heading}};
    for (const Sex sex : all_sexes()) columns.push_back({.heading = language.say(sex_name(sex))});
    web::Table table({.caption = language.say("Deltagere fordelt på alder og køn"),
                      .columns = columns,
                      .caption_hidden = true,
                      .density = web::TableDescription::Density::compact},
                     language);
    for (const AgeGroup group : all_age_groups()) {
        std::vector<web::Html> cells{web::text(language.say(age_group_name(group)))};
        for (const Sex sex : all_sexes())
            cells.push_back(
                fields.number(attendance_key(group, sex), group_in(group, sex, language), true));
        table.row_of(cells);
    }
    return table.finish();
}

bool has_cells(const Fields& fields) {
    for (const AgeGroup group : all_age_groups())
        for (const Sex sex : all_sexes()) {
            const std::string name = attendance_key(group, sex);
            if (!fields.value(name).empty() || !fields.error(name).empty()) return true;
        }
    return false;
}

web::Html attendance_fields(const Fields& fields) {
    // What has not been held has not been counted either; that is no choice someone made.
    const bool not_counted =
        fields.value("state") == "held" && fields.value("attendance") == "not_counted";
    web::Html html;
    html.add(fields.number("attendance_total", fields.say("Deltagere i alt"), false,
                           fields.say("Kun antal. Skriv aldrig navne.")),
             web::details(fields.say("Fordel på alder og køn"), attendance_table(fields),
                          has_cells(fields) ? web::DetailsState::open : web::DetailsState::closed),
             web::checkbox({.name = "attendance",
                            .label = fields.say("Deltagerne blev ikke talt"),
                            .value = "not_counted",
                            .checked = not_counted},
                           fields.language()));
    return html;
}

web::Html reason_field(const Fields& fields) {
    return fields.text("cancel_reason", fields.say("Hvorfor aflyst"),
                       fields.say("For eksempel vejret eller for få tilmeldte."));
}

web::Html state_fields(const Fields& fields) {
    std::vector<web::Choice> choices{
        {.value = "planned", .label = fields.say(state_name(State::planned))},
        {.value = "held",
         .label = fields.say(state_name(State::held)),
         .revealed = attendance_fields(fields)}};
    if (!fields.is_new())
        choices.push_back({.value = "cancelled",
                           .label = fields.say(state_name(State::cancelled)),
                           .revealed = reason_field(fields)});
    return web::radio_group({.name = "state",
                             .legend = fields.say("Status"),
                             .choices = std::move(choices),
                             .value = fields.value("state"),
                             .error = fields.error("state"),
                             .need = web::Need::required_marked},
                            fields.language());
}

web::Html repetition_fields(const Fields& fields) {
    const web::Language& language = fields.language();
    std::vector<web::Choice> weekdays;
    for (unsigned day = 1; day <= 7; ++day)
        weekdays.push_back({.value = std::to_string(day), .label = language.weekday(day)});
    web::Html inside;
    inside.add(web::text_field({.name = "repeat_weeks",
                                .label = language.say("Uger mellem gangene"),
                                .type = web::InputType::number,
                                .value = fields.value("repeat_weeks"),
                                .hint = language.say("1 er hver uge, 2 hver anden uge."),
                                .error = fields.error("repeat_weeks"),
                                .need = web::Need::unmarked,
                                .width = web::FieldWidth::xs,
                                .input_mode = "numeric",
                                .minimum = "1",
                                .maximum = "52"},
                               language),
               web::checkbox_group({.name = "repeat_weekdays",
                                    .legend = language.say("Ugedage"),
                                    .choices = std::move(weekdays),
                                    .values = fields.content().values.values("repeat_weekdays"),
                                    .error = fields.error("repeat_weekdays"),
                                    .layout = web::ChoiceLayout::tiles},
                                   language),
               fields.input("repeat_until", language.say("Sidste dag"), web::InputType::date,
                            web::Need::unmarked));
    return web::checkbox(
        {.name = "repeat",
         .label = language.say("Aktiviteten gentages"),
         .checked = fields.content().values.has("repeat"),
         .hint = language.say("Du ser dagene og kan vælge nogle fra, før de oprettes."),
         .error = fields.error("repeat"),
         .revealed = inside},
        language);
}

web::Html staff_field(const Fields& fields) {
    std::vector<web::Choice> choices;
    for (const organisation::StaffMember& member : fields.content().staff)
        choices.push_back({.value = std::to_string(member.id), .label = member.name});
    if (choices.empty()) return {};
    const std::vector<std::string> chosen = listed(fields.content().values, "staff");
    const web::Html group = web::checkbox_group({.name = "staff",
                                                 .legend = fields.say("Medarbejdere på vagten"),
                                                 .choices = std::move(choices),
                                                 .values = chosen,
                                                 .error = fields.error("staff")},
                                                fields.language());
    const bool open = !chosen.empty() || !fields.error("staff").empty();
    return web::details(fields.say("Medarbejdere på vagten"), group,
                        open ? web::DetailsState::open : web::DetailsState::closed);
}

web::Html partners_field(const Fields& fields) {
    std::vector<web::Choice> choices;
    for (const initiatives::Entry& partner : fields.catalogue().partners)
        choices.push_back(
            {.value = partner.key, .label = partner.name.in(fields.language().tag())});
    if (fields.content().before)
        for (const std::string& key : fields.content().before->partners)
            if (!initiatives::Catalogue::find(fields.catalogue().partners, key))
                choices.push_back({.value = key, .label = key});
    if (choices.empty()) return {};
    const std::vector<std::string> chosen = listed(fields.content().values, "partners");
    const web::Html group =
        web::checkbox_group({.name = "partners",
                             .legend = fields.say("Samarbejdspartnere til stede"),
                             .choices = std::move(choices),
                             .values = chosen,
                             .error = fields.error("partners")},
                            fields.language());
    const bool open = !chosen.empty() || !fields.error("partners").empty();
    return web::details(fields.say("Samarbejdspartnere til stede"), group,
                        open ? web::DetailsState::open : web::DetailsState::closed);
}

web::Html materials_field(const Fields& fields) {
    return web::text_area({.name = "materials",
                           .label = fields.say("Materialer"),
                           .value = fields.value("materials"),
                           .hint = fields.say("Én linje for hver slags: antal og navn, for "
                                              "eksempel „3 fodbolde“."),
                           .error = fields.error("materials"),
                           .need = web::Need::unmarked,
                           .rows = 3},
                          fields.language());
}

web::Html note_field(const Fields& fields) {
    return web::text_area({.name = "note",
                           .label = fields.say("Kort note"),
                           .value = fields.value("note"),
                           .error = fields.error("note"),
                           .need = web::Need::unmarked,
                           .rows = 4,
                           .character_limit = static_cast<int>(note_characters_max),
                           .access_reminder = web::AccessReminder::shown},
                          fields.language());
}

web::Html complete(const FormContent& content, const FormTarget& target, const web::Html& inside) {
    const web::Language& language = content.visit.language;
    web::Html fields = inside;
    web::Html buttons;
    buttons.add(web::button({.label = target.button}),
                web::link_button({.label = target.cancel_words.empty()
                                               ? web::PlainText(language.say("Annullér"))
                                               : web::PlainText(target.cancel_words),
                                  .href = target.cancel,
                                  .kind = web::ButtonKind::tertiary}));
    fields.add(web::button_row(buttons));
    web::Html html = web::error_summary(content.errors, language);
    html.add(web::form({.action = target.action,
                        .csrf_token = content.visit.csrf_token(),
                        .hidden = target.hidden},
                       fields));
    return html;
}

}  // namespace

web::Html activity_form(const FormContent& content, const FormTarget& target) {
    const Fields fields(content);
    web::Html inside;
    inside.add(
        initiative_field(fields), planned_activity_field(fields),
        fields.text("title", fields.say("Titel"), fields.say("Uden titel står indsatsens navn.")),
        place_fields(fields), time_fields(fields), state_fields(fields));
    if (fields.is_new()) inside.add(repetition_fields(fields));
    inside.add(staff_field(fields), partners_field(fields), materials_field(fields),
               note_field(fields));
    return complete(content, target, inside);
}

web::Html holding_form(const FormContent& content, const FormTarget& target) {
    const Fields fields(content);
    web::Html inside;
    inside.add(attendance_fields(fields), partners_field(fields), note_field(fields));
    return complete(content, target, inside);
}

web::Html cancellation_form(const FormContent& content, const FormTarget& target) {
    const Fields fields(content);
    return complete(content, target, reason_field(fields));
}

namespace {

web::Html quick_fields(const Fields& fields) {
    const web::Language& language = fields.language();
    std::vector<web::PlainText> districts;
    for (const web::SelectOption& option :
         initiatives::district_choices(fields.catalogue(), language))
        districts.push_back(option.label);
    web::Html inside;
    inside.add(initiative_field(fields),
               web::text_field({.name = "where",
                                .label = language.say("Distrikt eller sted"),
                                .value = fields.value("where"),
                                .error = fields.error("where"),
                                .need = web::Need::required_marked,
                                .suggestions = std::move(districts)},
                               language),
               fields.number("how_many", language.say("Hvor mange deltog?"), false,
                             language.say("Lad feltet stå tomt, hvis der ikke blev talt.")),
               web::sending_row(web::button({.label = language.say("Registrér")})));
    return inside;
}

}  // namespace

web::Html quick_form(const FormContent& content) {
    const Fields fields(content);
    const web::Language& language = fields.language();
    const auto form_around = [&](const web::Html& inside) {
        return web::form({.action = "/aktiviteter/hurtig",
                          .csrf_token = content.visit.csrf_token(),
                          .layout = web::FormLayout::quick,
                          .label = language.say("Registrér en aktivitet, der er holdt nu")},
                         inside);
    };
    // Empty it is the same for everyone.
    if (content.kept && content.values.all().empty() && content.errors.empty())
        return form_around(*content.kept->html(content.catalogue,
                                               "quick form " + std::to_string(fields.year()),
                                               language, [&] { return quick_fields(fields); }));
    web::Html html = web::error_summary(content.errors, language);
    html.add(form_around(quick_fields(fields)));
    return html;
}

web::Html series_preview(const FormContent& content, const std::vector<base::Date>& days,
                         const std::vector<base::Date>& chosen) {
    const web::Language& language = content.visit.language;
    web::CheckboxGroup group{
        .name = "day",
        .legend = language.say("Dage"),
        .hint = language.say("Fjern mærket ved de dage, hvor aktiviteten ikke skal være."),
        .error = web::error_at(content.errors, "day", language),
        .layout = web::ChoiceLayout::tiles};
    for (const base::Date day : days)
        group.choices.push_back(
            {.value = base::iso_date(day),
             .label = language.weekday(base::iso_weekday(day)) + " " + language.date(day)});
    for (const base::Date day : chosen) group.values.push_back(base::iso_date(day));
    web::Html buttons;
    buttons.add(web::button({.label = language.say("Opret aktiviteterne")}),
                web::button({.label = language.say("Ret oplysningerne"),
                             .kind = web::ButtonKind::secondary,
                             .name = "edit",
                             .value = "1"}));
    web::HiddenFields hidden{{"chosen_days", "1"}};
    for (const auto& [name, value] : content.values.all()) {
        const bool own = name == "day" || name == "chosen_days" || name == "edit" ||
                         name == web::csrf_field_name || name == "kept_form";
        if (!own) hidden.emplace_back(name, value);
    }
    web::Html inside = web::checkbox_group(group, language);
    inside.add(web::button_row(buttons));
    web::Html html = web::error_summary(content.errors, language);
    html.add(web::form({.action = "/aktiviteter/ny",
                        .csrf_token = content.visit.csrf_token(),
                        .hidden = std::move(hidden)},
                       inside));
    return html;
}

}  // namespace activities
