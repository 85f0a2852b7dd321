// Every text that a component takes comes out escaped: each gets its own piece of markup that would
// be a script, and each piece must be found again in its harmless form.
#include <doctest/doctest.h>

#include <string>

#include "web/components/accordion.h"
#include "web/components/alert.h"
#include "web/components/breadcrumb.h"
#include "web/components/button.h"
#include "web/components/card.h"
#include "web/components/chart_figure.h"
#include "web/components/checkbox_group.h"
#include "web/components/definition_list.h"
#include "web/components/details.h"
#include "web/components/empty_state.h"
#include "web/components/error_summary.h"
#include "web/components/figure_card.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/icon.h"
#include "web/components/modal.h"
#include "web/components/page_shell.h"
#include "web/components/pagination.h"
#include "web/components/radio_group.h"
#include "web/components/search_box.h"
#include "web/components/select_field.h"
#include "web/components/status_tag.h"
#include "web/components/step_indicator.h"
#include "web/components/table.h"
#include "web/components/tabs.h"
#include "web/components/tag.h"
#include "web/components/text_area.h"
#include "web/components/text_field.h"

namespace web {

namespace {

class Hostile {
  public:
    // Another text that would break out of an attribute and of an element.
    std::string next() { return "'\"><script>" + std::to_string(++given_) + "</script>&"; }

    void check(const Html& html) const {
        const std::string_view markup = html.markup();
        CHECK(markup.find("<script>") == std::string_view::npos);
        for (int i = 1; i <= given_; ++i) {
            CAPTURE(i);
            CHECK(markup.find("&#39;&quot;&gt;&lt;script&gt;" + std::to_string(i) +
                              "&lt;/script&gt;&amp;") != std::string_view::npos);
        }
    }

  private:
    int given_ = 0;
};

const Language& danish() {
    static const Language language(LanguageCode::danish);
    return language;
}

}  // namespace

TEST_CASE("fields escape") {
    Hostile text_texts;
    text_texts.check(text_field({.name = text_texts.next(),
                                 .label = text_texts.next(),
                                 .value = text_texts.next(),
                                 .hint = text_texts.next(),
                                 .error = text_texts.next(),
                                 .prefix = text_texts.next(),
                                 .suffix = text_texts.next(),
                                 .autocomplete = text_texts.next(),
                                 .input_mode = text_texts.next(),
                                 .minimum = text_texts.next(),
                                 .maximum = text_texts.next(),
                                 .step = text_texts.next(),
                                 .accept = text_texts.next(),
                                 .suggestions = {text_texts.next()},
                                 .id = text_texts.next()},
                                danish()));
    Hostile area_texts;
    area_texts.check(text_area({.name = area_texts.next(),
                                .label = area_texts.next(),
                                .value = area_texts.next(),
                                .hint = area_texts.next(),
                                .error = area_texts.next(),
                                .id = area_texts.next()},
                               danish()));
    Hostile list_texts;
    list_texts.check(
        select_field({.name = list_texts.next(),
                      .label = list_texts.next(),
                      .options = {{list_texts.next(), list_texts.next(), list_texts.next()}},
                      .empty_option = list_texts.next(),
                      .hint = list_texts.next(),
                      .error = list_texts.next(),
                      .id = list_texts.next()},
                     danish()));
}

TEST_CASE("choices escape") {
    Hostile radio_texts;
    radio_texts.check(radio_group({.name = radio_texts.next(),
                                   .legend = radio_texts.next(),
                                   .choices = {{radio_texts.next(), radio_texts.next(),
                                                radio_texts.next(), text(radio_texts.next())}},
                                   .hint = radio_texts.next(),
                                   .error = radio_texts.next(),
                                   .id = radio_texts.next()},
                                  danish()));
    Hostile box_texts;
    box_texts.check(
        checkbox_group({.name = box_texts.next(),
                        .legend = box_texts.next(),
                        .choices = {{box_texts.next(), box_texts.next(), box_texts.next()}},
                        .hint = box_texts.next(),
                        .error = box_texts.next(),
                        .id = box_texts.next()},
                       danish()));
    Hostile single_texts;
    single_texts.check(checkbox({.name = single_texts.next(),
                                 .label = single_texts.next(),
                                 .value = single_texts.next(),
                                 .hint = single_texts.next(),
                                 .error = single_texts.next(),
                                 .revealed = text(single_texts.next()),
                                 .id = single_texts.next()},
                                danish()));
}

TEST_CASE("forms and buttons escape") {
    Hostile form_texts;
    form_texts.check(form({.action = "/" + form_texts.next(),
                           .csrf_token = form_texts.next(),
                           .hidden = {{form_texts.next(), form_texts.next()}},
                           .label = form_texts.next(),
                           .id = form_texts.next()},
                          field_set(form_texts.next(), {}, form_texts.next())));
    Hostile button_texts;
    button_texts.check(button({.label = button_texts.next(),
                               .name = button_texts.next(),
                               .value = button_texts.next(),
                               .hidden_words = button_texts.next(),
                               .form_id = button_texts.next()}));
    Hostile link_texts;
    Html links;
    links.add(link_button({.label = link_texts.next(),
                           .href = "/" + link_texts.next(),
                           .hidden_words = link_texts.next()}),
              link("/" + link_texts.next(), link_texts.next(), link_texts.next()),
              post_button({.label = link_texts.next(),
                           .action = "/" + link_texts.next(),
                           .csrf_token = link_texts.next(),
                           .hidden = {{link_texts.next(), link_texts.next()}},
                           .hidden_words = link_texts.next()}));
    link_texts.check(links);
    Hostile search_texts;
    search_texts.check(search_form({.action = "/" + search_texts.next(),
                                    .name = search_texts.next(),
                                    .value = search_texts.next(),
                                    .label = search_texts.next(),
                                    .hidden = {{search_texts.next(), search_texts.next()}},
                                    .id = search_texts.next()},
                                   danish()));
}

TEST_CASE("messages escape") {
    Hostile texts;
    Html html;
    html.add(
        alert({.kind = AlertKind::info, .heading = texts.next(), .content = text(texts.next())},
              danish()),
        alert(AlertKind::error, texts.next(), danish()),
        error_summary({{"a", base::refuse("x", texts.next(), "y")},
                       {"", base::refuse("x", "Skriv {}.", texts.next())}},
                      danish()),
        empty_state(texts.next(), text(texts.next())),
        modal({.id = texts.next(),
               .heading = texts.next(),
               .content = text(texts.next()),
               .actions = modal_close_button(texts.next())},
              danish()),
        modal_link(texts.next(), texts.next(), "/" + texts.next()),
        details(texts.next(), text(texts.next())),
        accordion({.id = texts.next(), .items = {{texts.next(), text(texts.next())}}}, danish()));
    texts.check(html);
}

TEST_CASE("the field of a message can't break out of its link") {
    const Html html = error_summary({{"\"><script>", base::refuse("x", "Nej.")}}, danish());
    CHECK(html.markup().find("<script>") == std::string::npos);
    CHECK(html.markup().find("#field----script-") != std::string::npos);
}

TEST_CASE("navigation escapes") {
    Hostile texts;
    Html html;
    html.add(tabs(texts.next(), {{texts.next(), "/" + texts.next()}}),
             breadcrumb({{texts.next(), "/" + texts.next()}, {texts.next()}}, danish()),
             back_link("/" + texts.next(), danish(), texts.next()),
             step_indicator({{texts.next(), "/" + texts.next(), StepState::done, texts.next()}}, 1,
                            danish()),
             previous_next({.previous = "/" + texts.next(),
                            .next = "/" + texts.next(),
                            .previous_label = texts.next(),
                            .next_label = texts.next(),
                            .label = texts.next()},
                           danish()));
    std::string address = "/" + texts.next();
    html.add(pagination({.current = 2,
                         .total = 3,
                         .address_of = [&](int) { return address; },
                         .label = texts.next()},
                        danish()));
    texts.check(html);
}

TEST_CASE("content escapes") {
    Hostile texts;
    Html html;
    html.add(
        heading(HeadingLevel::h2, texts.next(), texts.next()), icon(Icon::search, texts.next()),
        tag(texts.next()), tag(texts.next(), "/" + texts.next()), badge(texts.next()),
        status_tag(StatusKind::done, texts.next()),
        definition_list({{texts.next(), text(texts.next())}}),
        figure_cards({{texts.next(), texts.next(), texts.next(), "/" + texts.next()}}, danish()),
        chart_figure({.title = texts.next(),
                      .specification = "/" + texts.next(),
                      .description = texts.next(),
                      .data_table = text(texts.next()),
                      .note = texts.next(),
                      .links = text(texts.next())},
                     danish()),
        card({.heading = texts.next(),
              .subheading = texts.next(),
              .content = text(texts.next()),
              .href = "/" + texts.next()}),
        panel(text(texts.next())), callout(text(texts.next())));
    texts.check(html);
}

TEST_CASE("tables escape") {
    Hostile texts;
    Table table({.caption = texts.next(),
                 .columns = {{.heading = texts.next(), .sort_address = "/" + texts.next()},
                             {.heading = texts.next(), .heading_hidden = true}},
                 .on_phone = TableDescription::OnPhone::stack},
                danish());
    table.row(texts.next(), text(texts.next()));
    texts.check(table.finish());
    texts = Hostile();
    Table empty({.caption = "Steder", .columns = {{"Navn"}}, .empty_text = texts.next()}, danish());
    texts.check(empty.finish());
}

TEST_CASE("pages escape") {
    Hostile texts;
    PageShell page;
    page.product = texts.next();
    page.solution = texts.next();
    page.authority = texts.next();
    page.authority_contact = texts.next();
    page.home = "/" + texts.next();
    page.asset_base = "/" + texts.next();
    page.user_name = texts.next();
    page.csrf_token = texts.next();
    page.sign_out = "/" + texts.next();
    page.environment_banner = texts.next();
    page.navigation = {{texts.next(), "/" + texts.next()}};
    page.footer_links = {{texts.next(), "/" + texts.next()}};
    page.title = texts.next();
    page.breadcrumb = {{texts.next(), "/" + texts.next()}};
    page.notice = texts.next();
    page.main = text(texts.next());
    texts.check(page_shell(page, danish()));
}

TEST_CASE("the path in the language switch is encoded") {
    PageShell page;
    page.title = "Søg";
    page.language_switch_path = "/soeg?q=\"><script>&til=da";
    const std::string markup = page_shell(page, danish()).markup();
    CHECK(markup.find("<script>") == std::string_view::npos);
    CHECK(markup.find("side=%2Fsoeg%3Fq%3D%22%3E%3Cscript%3E%26til%3Dda\"") != std::string::npos);
}

}  // namespace web
