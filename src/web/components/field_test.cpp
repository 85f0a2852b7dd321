#include "web/components/field.h"

#include <doctest/doctest.h>

#include "web/components/select_field.h"
#include "web/components/text_area.h"
#include "web/components/text_field.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

TEST_CASE("a text field has label and input") {
    const Language danish(LanguageCode::danish);
    CHECK(text_field({.name = "title", .label = "Titel"}, danish).markup() ==
          R"(<div class="form-group"><label class="form-label" for="field-title">Titel)"
          "</label>"
          R"(<input type="text" id="field-title" name="title" class="form-input" required>)"
          "</div>");
}

TEST_CASE("a text field shows hint, error and value") {
    const Language danish(LanguageCode::danish);
    CHECK(text_field({.name = "visits",
                      .label = "Besøg",
                      .type = InputType::number,
                      .value = "12",
                      .hint = "Hele tal",
                      .error = "Skriv et tal.",
                      .need = Need::optional,
                      .width = FieldWidth::xs,
                      .suffix = "personer",
                      .autocomplete = "off",
                      .input_mode = "numeric",
                      .minimum = "0",
                      .maximum = "500",
                      .step = "1"},
                     danish)
              .markup() ==
          R"(<div class="form-group form-error">)"
          R"(<label class="form-label" for="field-visits">Besøg)"
          R"(<span class="weight-normal"> (frivilligt)</span></label>)"
          R"(<span class="form-hint" id="field-visits-hint">Hele tal</span>)"
          R"(<span class="form-error-message" id="field-visits-error">)"
          R"(<span class="sr-only">Fejl: </span>Skriv et tal.</span>)"
          R"(<div class="form-input-wrapper form-input-wrapper--suffix">)"
          R"(<input type="number" id="field-visits" name="visits" class="form-input )"
          R"(input-width-xs" value="12" aria-invalid="true" aria-describedby="field-visits-hint )"
          R"(field-visits-error field-visits-suffix" autocomplete="off" inputmode="numeric" )"
          R"(min="0" max="500" step="1">)"
          R"(<div class="form-input-suffix" id="field-visits-suffix" aria-hidden="true">personer)"
          "</div></div></div>");
}

TEST_CASE("a text field speaks English") {
    const Language english(LanguageCode::english);
    CHECK(text_field({.name = "visits",
                      .label = "Visits",
                      .error = "Enter a number.",
                      .need = Need::required_marked},
                     english)
              .markup() ==
          R"(<div class="form-group form-error">)"
          R"(<label class="form-label" for="field-visits">Visits)"
          R"(<span class="weight-normal"> (*required)</span></label>)"
          R"(<span class="form-error-message" id="field-visits-error">)"
          R"(<span class="sr-only">Error: </span>Enter a number.</span>)"
          R"(<input type="text" id="field-visits" name="visits" class="form-input" )"
          R"(aria-invalid="true" aria-describedby="field-visits-error" required>)"
          "</div>");
}

TEST_CASE("a text field counts characters and suggests") {
    const Language danish(LanguageCode::danish);
    CHECK(text_field({.name = "theme",
                      .label = "Tema",
                      .need = Need::unmarked,
                      .character_limit = 80,
                      .suggestions = {"Sommer", "Skolestart"},
                      .label_hidden = true},
                     danish)
              .markup() ==
          R"(<div class="form-group form-limit" data-maxlength="80">)"
          R"(<label class="sr-only" for="field-theme">Tema</label>)"
          R"(<input type="text" id="field-theme" name="theme" class="form-input" )"
          R"(aria-describedby="field-theme-limit-message" list="field-theme-suggestions">)"
          R"(<datalist id="field-theme-suggestions"><option value="Sommer"></option>)"
          R"(<option value="Skolestart"></option></datalist>)"
          R"(<span id="field-theme-limit-message" class="sr-only">Du kan indtaste op til 80 tegn)"
          "</span>"
          R"(<span class="form-hint character-limit" aria-hidden="true">Du har 80 tegn tilbage)"
          "</span>"
          R"(<span class="character-limit-sr-only sr-only" aria-live="polite">Du har 80 tegn )"
          "tilbage"
          "</span></div>");
}

TEST_CASE("passwords and files are never written back") {
    const Language danish(LanguageCode::danish);
    CHECK(text_field({.name = "password",
                      .label = "Adgangskode",
                      .type = InputType::password,
                      .value = "hemmelig"},
                     danish)
              .markup() ==
          R"(<div class="form-group">)"
          R"(<label class="form-label" for="field-password">Adgangskode</label>)"
          R"(<input type="password" id="field-password" name="password" class="form-input" )"
          "required>"
          "</div>");
    CHECK(text_field({.name = "list",
                      .label = "Fil",
                      .type = InputType::file,
                      .value = "liste.csv",
                      .accept = ".csv"},
                     danish)
              .markup() ==
          R"(<div class="form-group"><label class="form-label" for="field-list">Fil</label>)"
          R"(<input type="file" id="field-list" name="list" class="form-input" required )"
          R"(accept=".csv">)"
          "</div>");
}

TEST_CASE("a text area can carry the reminder about access") {
    const Language danish(LanguageCode::danish);
    CHECK(text_area({.name = "note",
                     .label = "Notat",
                     .value = "To linjer\nher",
                     .hint = "Kort",
                     .error = "Skriv notatet.",
                     .rows = 8,
                     .character_limit = 2000,
                     .access_reminder = AccessReminder::shown},
                    danish)
              .markup() ==
          R"(<div class="form-group form-error form-limit" data-maxlength="2000">)"
          R"(<label class="form-label" for="field-note">Notat</label>)"
          R"(<span class="form-hint" id="field-note-hint">Kort</span>)"
          R"(<span class="form-hint" id="field-note-reminder">Skriv kun det nødvendige. Den unge )"
          "og forældrene kan få aktindsigt."
          R"(</span><span class="form-error-message" id="field-note-error">)"
          R"(<span class="sr-only">Fejl: </span>Skriv notatet.</span>)"
          R"(<textarea class="form-input" id="field-note" name="note" rows="8" required )"
          R"(aria-invalid="true" aria-describedby="field-note-hint field-note-error )"
          "field-note-reminder field-note-limit-message\">To linjer\n"
          "her</textarea>"
          R"(<span id="field-note-limit-message" class="sr-only">Du kan indtaste op til 2.000 )"
          "tegn"
          "</span>"
          R"(<span class="form-hint character-limit" aria-hidden="true">Du har 1.987 tegn tilbage)"
          "</span>"
          R"(<span class="character-limit-sr-only sr-only" aria-live="polite">Du har 1.987 tegn )"
          "tilbage"
          "</span></div>");
}

TEST_CASE("a text area keeps a line break at its beginning") {
    const Language danish(LanguageCode::danish);
    CHECK(text_area({.name = "note", .label = "Notat", .value = "\nefter", .need = Need::optional},
                    danish)
              .markup() ==
          R"(<div class="form-group"><label class="form-label" for="field-note">Notat)"
          R"(<span class="weight-normal"> (frivilligt)</span></label>)"
          "<textarea class=\"form-input\" id=\"field-note\" name=\"note\" rows=\"5\">\n\n"
          "efter</textarea></div>");
}

TEST_CASE("a list has its chosen option and its groups") {
    const Language danish(LanguageCode::danish);
    CHECK(select_field({.name = "place",
                        .label = "Sted",
                        .options = {{"library", "Biblioteket"},
                                    {"school_1", "Vibeholmskolen", "Skoler"},
                                    {"school_2", "Strandgårdskolen", "Skoler"},
                                    {"station", "Stationen"}},
                        .value = "school_2",
                        .empty_option = "Vælg",
                        .hint = "Hvor skete det?",
                        .error = "Vælg stedet."},
                       danish)
              .markup() ==
          R"(<div class="form-group form-error">)"
          R"(<label class="form-label" for="field-place">Sted</label>)"
          R"(<span class="form-hint" id="field-place-hint">Hvor skete det?</span>)"
          R"(<span class="form-error-message" id="field-place-error">)"
          R"(<span class="sr-only">Fejl: </span>Vælg stedet.</span>)"
          R"(<select class="form-select" name="place" id="field-place" aria-invalid="true" )"
          R"(aria-describedby="field-place-hint field-place-error" required>)"
          R"(<option value="">Vælg</option><option value="library">Biblioteket</option>)"
          R"(<optgroup label="Skoler"><option value="school_1">Vibeholmskolen</option>)"
          R"(<option value="school_2" selected>Strandgårdskolen</option></optgroup>)"
          R"(<option value="station">Stationen</option></select></div>)");
}

TEST_CASE("a field's id is made from its name") {
    CHECK(field_id("first_name") == "field-first_name");
    CHECK(field_id("goals[2]") == "field-goals-2-");
    CHECK(field_id("\"><b>") == "field----b-");
}

TEST_CASE("a given id stands at everything that belongs to the field") {
    const Language danish(LanguageCode::danish);
    const std::string markup =
        text_field({.name = "q", .label = "Navn", .hint = "Kort", .id = "other"}, danish).markup();
    CHECK(markup.find("field-q") == std::string::npos);
    CHECK(markup.find("for=\"other\"") != std::string::npos);
    CHECK(markup.find("id=\"other-hint\"") != std::string::npos);
}

TEST_CASE("what is typed already counts against the limit") {
    const Language danish(LanguageCode::danish);
    const auto area = [&](const char* value) {
        return text_area({.name = "n", .label = "N", .value = value, .character_limit = 4}, danish)
            .markup();
    };
    CHECK(area("æøå").find("Du har 1 tegn tilbage") != std::string::npos);
    CHECK(area("æøåæ").find("Du har 0 tegn tilbage") != std::string::npos);
    CHECK(area("æøåæøå").find("Du har 2 tegn for meget") != std::string::npos);
}

TEST_CASE("disabled fields are not required") {
    const Language danish(LanguageCode::danish);
    const std::string text =
        text_field({.name = "n", .label = "N", .disabled = true}, danish).markup();
    CHECK(text.find(" disabled") != std::string::npos);
    CHECK(text.find(" required") == std::string::npos);
    const std::string area =
        text_area({.name = "n", .label = "N", .disabled = true}, danish).markup();
    CHECK(area.find(" required") == std::string::npos);
}

}  // namespace web
