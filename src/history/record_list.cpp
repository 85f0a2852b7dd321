#include "history/record_list.h"

#include "web/components/button.h"
#include "web/components/form.h"
#include "web/components/pagination.h"

namespace history {

web::Html list_buttons(const access::Visit& visit, const RecordList& list) {
    const web::Language& language = visit.language;
    const auto button = [](std::string_view label, const std::string& href, web::ButtonKind kind,
                           web::Icon icon) {
        return web::link_button({.label = label, .href = href, .kind = kind, .icon = icon});
    };
    const auto fetch = [&](std::string_view label, std::string_view ending) {
        return button(
            label,
            web::address_with_query(list.path + "/eksport." + std::string(ending), list.chosen),
            web::ButtonKind::tertiary, web::Icon::download);
    };
    web::Html buttons;
    if (visit.may(list.registers))
        buttons.add(
            button(list.new_label, list.path + "/ny", web::ButtonKind::primary, web::Icon::plus));
    if (visit.may(access::Permission::export_lists))
        buttons.add(fetch(language.say("Hent som XLSX"), "xlsx"),
                    fetch(language.say("Hent som CSV"), "csv"));
    if (visit.may(access::Permission::import_rows))
        buttons.add(web::link_button({.label = language.say("Indlæs fra regneark"),
                                      .href = "/import?kind=" + list.path.substr(1),
                                      .kind = web::ButtonKind::tertiary}));
    if (visit.may(list.registers))
        buttons.add(web::link_button({.label = language.say("Slettede"),
                                      .href = list.path + "/slettede",
                                      .kind = web::ButtonKind::tertiary}));
    return buttons;
}

web::Html filter_select(std::string_view name, std::string_view label,
                        std::vector<web::SelectOption> options, const std::string& value,
                        const web::Language& language) {
    return web::select_field({.name = name,
                              .label = label,
                              .options = std::move(options),
                              .value = value,
                              .empty_option = language.say("Alle"),
                              .need = web::Need::unmarked},
                             language);
}

web::Html filter_form(std::string_view path, web::Html choices, const web::Language& language) {
    choices.add(web::button({.label = language.say("Vis"), .kind = web::ButtonKind::secondary}));
    return web::form({.action = path,
                      .method = web::FormMethod::get,
                      .layout = web::FormLayout::filter,
                      .label = language.say("Vælg, hvad der vises")},
                     choices);
}

web::Html older_link(const access::Visit& visit, std::string_view path, ListQuery chosen,
                     std::string_view label, const std::optional<ListPlace>& last) {
    if (!last) return {};
    chosen.emplace_back("foer", base::iso_local_time(last->time));
    chosen.emplace_back("foer_id", std::to_string(last->id));
    return web::previous_next({.next = web::address_with_query(path, chosen), .next_label = label},
                              visit.language);
}

}  // namespace history
