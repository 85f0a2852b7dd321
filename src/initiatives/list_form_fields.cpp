#include <algorithm>

#include "base/text.h"
#include "initiatives/catalogue_words.h"
#include "initiatives/list_form.h"
#include "web/components/checkbox_group.h"
#include "web/components/details.h"
#include "web/components/form.h"
#include "web/components/select_field.h"
#include "web/components/text_area.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace initiatives {

namespace {

using Shape = ListField::Shape;

constexpr int empty_rows = 2;
constexpr int most_shown_rows = 60;

// Writes the fields of one entry's form, each with what was typed and its message.
class EntryView {
  public:
    EntryView(const Catalogue& catalogue, const FormValues& values, const base::FieldErrors& errors,
              std::string_view own_list, std::string_view own_key, const web::Language& language)
        : catalogue_(catalogue),
          values_(values),
          errors_(errors),
          own_list_(own_list),
          own_key_(own_key),
          language_(language) {}

    web::Html all(const std::vector<ListField>& fields, const std::string& prefix) const {
        web::Html html;
        for (const ListField& field : fields) html.add(one(field, prefix));
        return html;
    }

  private:
    std::string say(std::string_view danish) const { return std::string(language_.say(danish)); }

    const std::string& value(const std::string& name) const {
        static const std::string nothing;
        const auto found = values_.find(name);
        return found == values_.end() ? nothing : found->second;
    }

    std::string error(const std::string& name) const {
        return web::error_at(errors_, name, language_);
    }

    static web::Need need_of(const ListField& field) {
        return field.presence == Presence::required ? web::Need::required_marked
                                                    : web::Need::unmarked;
    }

    web::Html one(const ListField& field, const std::string& prefix) const {
        const std::string name = prefix + field.name;
        const std::string label = say(field_label(field.name));
        switch (field.shape) {
            case Shape::key:
                // An entry's own key is chosen on the page around the fields; a row's is made.
                return prefix.empty() ? web::Html() : web::hidden_field(name, value(name));
            case Shape::text:
                return line(name, label, need_of(field));
            case Shape::number:
                return line(name, label, need_of(field), {}, web::FieldWidth::xs);
            case Shape::date:
                return line(name, label, need_of(field),
                            say("Så nøjagtigt, som det vides: 2024, 2024-spring, 2024-08 eller "
                                "2024-08-01."),
                            web::FieldWidth::s);
            case Shape::source_rows:
                return line(name, label, need_of(field), say("Med komma imellem, som B2, F28."));
            case Shape::years:
                return line(name, label, need_of(field), say("Årstal med komma imellem."));
            case Shape::words:
                return pair(name, label, need_of(field));
            case Shape::long_words:
                return areas(name, label, need_of(field));
            case Shape::code:
                return select(field, name, label, code_options(field.code_list));
            case Shape::reference:
                return select(field, name, label, entry_options(field.list));
            case Shape::codes:
                return boxes(name, label, code_options(field.code_list));
            case Shape::references:
                return folded(name, label, entry_options(field.list));
            case Shape::entries:
                return rows(field, name, label);
        }
        return {};
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

    web::Html area(const std::string& name, const std::string& label, web::Need need) const {
        return web::text_area({.name = name,
                               .label = label,
                               .value = value(name),
                               .error = error(name),
                               .need = need,
                               .rows = 4},
                              language_);
    }

    web::Html pair(const std::string& name, const std::string& label, web::Need need) const {
        web::Html html;
        html.add(
            line(name + "_da", language_.say_with("{} på dansk", label), need),
            line(name + "_en", language_.say_with("{} på engelsk", label), web::Need::unmarked));
        return web::field_row(html);
    }

    web::Html areas(const std::string& name, const std::string& label, web::Need need) const {
        web::Html html;
        html.add(
            area(name + "_da", language_.say_with("{} på dansk", label), need),
            area(name + "_en", language_.say_with("{} på engelsk", label), web::Need::unmarked));
        return web::field_row(html);
    }

    std::vector<web::SelectOption> code_options(CodeList list) const {
        std::vector<web::SelectOption> options;
        for (const Code& code : codes(list)) options.push_back({code.code, say(code.name)});
        return options;
    }

    std::vector<web::SelectOption> entry_options(const std::string& list) const {
        std::vector<web::SelectOption> options;
        const EntryList* entries = entry_list(list);
        if (!entries) return options;
        for (const Entry& entry : catalogue_.*(entries->entries)) {
            if (list == own_list_ && entry.key == own_key_) continue;
            options.push_back({entry.key, entry.name.in(language_.tag())});
        }
        return options;
    }

    web::Html select(const ListField& field, const std::string& name, const std::string& label,
                     std::vector<web::SelectOption> options) const {
        return web::select_field({.name = name,
                                  .label = label,
                                  .options = std::move(options),
                                  .value = value(name),
                                  .empty_option = say("Vælg"),
                                  .error = error(name),
                                  .need = need_of(field)},
                                 language_);
    }

    web::Html boxes(const std::string& name, const std::string& label,
                    const std::vector<web::SelectOption>& options) const {
        std::vector<web::Choice> choices;
        for (const web::SelectOption& option : options)
            choices.push_back({.value = option.value, .label = option.label});
        std::vector<std::string> chosen;
        for (const std::string& part : base::split(value(name), ','))
            chosen.push_back(base::trim(part));
        return web::checkbox_group({.name = name,
                                    .legend = label,
                                    .choices = std::move(choices),
                                    .values = std::move(chosen),
                                    .error = error(name)},
                                   language_);
    }

    // The many choices of one list unfold only when asked for, or when some are chosen.
    web::Html folded(const std::string& name, const std::string& label,
                     const std::vector<web::SelectOption>& options) const {
        if (options.empty()) return {};
        const bool open = !value(name).empty() || !error(name).empty();
        return web::details(label, boxes(name, label, options),
                            open ? web::DetailsState::open : web::DetailsState::closed);
    }

    bool any_value(const std::string& prefix) const {
        return std::any_of(values_.begin(), values_.end(), [&](const auto& entry) {
            return entry.first.starts_with(prefix) && !entry.second.empty();
        });
    }
    bool any_error(const std::string& prefix) const {
        return std::any_of(errors_.begin(), errors_.end(), [&](const base::FieldError& error) {
            return error.field.starts_with(prefix);
        });
    }

    // The rows that hold something, and some empty ones after them.
    web::Html rows(const ListField& field, const std::string& name,
                   const std::string& label) const {
        int last = 0;
        for (int row = 1; row <= most_shown_rows; ++row)
            if (any_value(name + "_" + std::to_string(row) + "_")) last = row;
        // "seats" has rows that are a "seat" each.
        const std::string one = say(field_label(field.name.substr(0, field.name.size() - 1)));
        constexpr int few = 3;  // as many as are better seen at once
        web::Html html;
        for (int row = 1; row <= std::min(last + empty_rows, most_shown_rows); ++row) {
            const std::string prefix = name + "_" + std::to_string(row) + "_";
            const bool filled = any_value(prefix);
            std::string title = one + " " + std::to_string(row);
            const std::string& own_name = value(prefix + "name_da");
            if (!own_name.empty()) title += ": " + own_name;
            web::Html fields = all(field.fields, prefix);
            if (filled) {
                fields.add(web::checkbox({.name = prefix + "remove",
                                          .label = say("Fjern denne række"),
                                          .checked = !value(prefix + "remove").empty()},
                                         language_));
            }
            html.add(web::details(
                filled ? title : title + " (" + say("ny") + ")", web::field_set(title, fields),
                any_error(prefix) || (filled && last <= few) ? web::DetailsState::open
                                                             : web::DetailsState::closed));
        }
        return web::field_set(label, html);
    }

    const Catalogue& catalogue_;
    const FormValues& values_;
    const base::FieldErrors& errors_;
    std::string_view own_list_;
    std::string_view own_key_;
    const web::Language& language_;
};

}  // namespace

web::Html entry_fields(const CatalogueList& list, const Catalogue& catalogue,
                       const FormValues& values, const base::FieldErrors& errors,
                       std::string_view own_key, const web::Language& language) {
    return EntryView(catalogue, values, errors, list.name(), own_key, language)
        .all(list.fields(), "");
}

}  // namespace initiatives
