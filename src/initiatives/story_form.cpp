#include "initiatives/story_form.h"

#include <algorithm>

#include "base/text.h"
#include "initiatives/story_store.h"
#include "web/components/select_field.h"
#include "web/components/text_area.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace initiatives {

namespace {

constexpr std::string_view field_names[] = {"title",    "content", "initiative",
                                            "district", "year",    "figures"};

const std::string& value_of(const history::Snapshot& values, const std::string& name) {
    static const std::string nothing;
    const auto found = values.find(name);
    return found == values.end() ? nothing : found->second;
}

std::vector<web::SelectOption> initiative_options(const Catalogue& catalogue,
                                                  const web::Language& language) {
    std::vector<web::SelectOption> options;
    for (const Initiative& initiative : catalogue.initiatives) {
        options.push_back({initiative.key, initiative.latest().name.in(language.tag())});
    }
    std::sort(options.begin(), options.end(),
              [](const web::SelectOption& a, const web::SelectOption& b) {
                  return a.label.string() < b.label.string();
              });
    return options;
}

std::vector<web::SelectOption> district_options(const Catalogue& catalogue,
                                                const web::Language& language) {
    std::vector<web::SelectOption> options;
    for (const Entry& district : catalogue.districts) {
        options.push_back({district.key, district.name.in(language.tag())});
    }
    return options;
}

web::Html texts(const history::Snapshot& values, const base::FieldErrors& errors,
                const web::Language& language) {
    web::Html html = web::text_field({.name = "title",
                                      .label = language.say("Overskrift"),
                                      .value = value_of(values, "title"),
                                      .error = web::error_at(errors, "title", language),
                                      .character_limit = static_cast<int>(most_title_characters)},
                                     language);
    html.add(web::text_area(
        {.name = "content",
         .label = language.say("Historien"),
         .value = value_of(values, "content"),
         .hint = language.say("Nævn ingen personer: fortæl om stedet, indsatsen eller tendensen."),
         .error = web::error_at(errors, "content", language),
         .rows = 12,
         .character_limit = static_cast<int>(most_story_characters)},
        language));
    return html;
}

}  // namespace

history::Snapshot sent_story(const web::Fields& form) {
    history::Snapshot values;
    for (const std::string_view name : field_names) {
        values[std::string(name)] = base::trim(base::normalise_lines(form.value(name)));
    }
    return values;
}

StoryInput read_story_form(const web::Fields& form, const Catalogue& catalogue) {
    StoryInput input;
    input.text = story_text(sent_story(form));
    input.errors = check_story(input.text, catalogue);
    return input;
}

web::Html story_fields(const Catalogue& catalogue, const history::Snapshot& values,
                       const base::FieldErrors& errors, const web::Language& language) {
    const auto select = [&](const char* name, std::string_view label,
                            std::vector<web::SelectOption> options, std::string_view none) {
        return web::select_field({.name = name,
                                  .label = label,
                                  .options = std::move(options),
                                  .value = value_of(values, name),
                                  .empty_option = none,
                                  .error = web::error_at(errors, name, language),
                                  .need = web::Need::optional},
                                 language);
    };
    web::Html html = texts(values, errors, language);
    html.add(
        select("initiative", language.say("Indsats"), initiative_options(catalogue, language),
               language.say("Ingen bestemt")),
        select("district", language.say("Distrikt"), district_options(catalogue, language),
               language.say("Intet bestemt")),
        web::text_field({.name = "year",
                         .label = language.say("År"),
                         .value = value_of(values, "year"),
                         .error = web::error_at(errors, "year", language),
                         .width = web::FieldWidth::xs,
                         .input_mode = "numeric"},
                        language),
        web::text_area({.name = "figures",
                        .label = language.say("Tallene bag"),
                        .value = value_of(values, "figures"),
                        .hint = language.say("Hvad viser, at det er gået godt? Skriv også, hvor "
                                             "tallene kommer fra."),
                        .error = web::error_at(errors, "figures", language),
                        .need = web::Need::optional,
                        .rows = 3,
                        .character_limit = static_cast<int>(most_figures_characters)},
                       language));
    return html;
}

std::string story_field_words(std::string_view name, const web::Language& language) {
    if (name == "title") return std::string(language.say("Overskrift"));
    if (name == "content") return std::string(language.say("Historien"));
    if (name == "initiative") return std::string(language.say("Indsats"));
    if (name == "district") return std::string(language.say("Distrikt"));
    if (name == "year") return std::string(language.say("År"));
    if (name == "figures") return std::string(language.say("Tallene bag"));
    if (name == "state") return std::string(language.say("Tilstand"));
    if (name == "reason") return std::string(language.say("Begrundelse"));
    return std::string(name);
}

std::string story_value_words(const Catalogue& catalogue, std::string_view name,
                              const std::string& value, const web::Language& language) {
    if (name == "initiative") {
        const Initiative* initiative = catalogue.find_initiative(value);
        return initiative ? initiative->latest().name.in(language.tag()) : value;
    }
    if (name == "district") return Catalogue::name_in(catalogue.districts, value, language.tag());
    if (name == "state") {
        if (const auto state = story_state_of(value)) {
            return std::string(language.say(story_state_name(*state)));
        }
    }
    return value;
}

}  // namespace initiatives
