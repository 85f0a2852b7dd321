#include <doctest/doctest.h>

#include "web/components/checkbox_group.h"
#include "web/components/radio_group.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

TEST_CASE("radio buttons stand under a legend") {
    const Language danish(LanguageCode::danish);
    CHECK(radio_group({.name = "mood",
                       .legend = "Stemning",
                       .choices = {{"good", "God", "Ro og hygge"}, {"bad", "Dårlig"}},
                       .value = "bad",
                       .hint = "Jeres indtryk"},
                      danish)
              .markup() ==
          R"(<div class="form-group">)"
          R"(<fieldset role="radiogroup" aria-labelledby="field-mood-group-legend" )"
          R"(aria-describedby="field-mood-group-hint" aria-required="true">)"
          R"(<legend class="form-label" id="field-mood-group-legend">Stemning</legend>)"
          R"(<span class="form-hint" id="field-mood-group-hint">Jeres indtryk</span>)"
          R"(<div class="form-group-radio">)"
          R"(<input type="radio" id="field-mood" name="mood" class="form-radio" value="good" )"
          R"(aria-describedby="field-mood-hint">)"
          R"(<label class="form-label" for="field-mood">God</label>)"
          R"(<span class="form-hint" id="field-mood-hint">Ro og hygge</span></div>)"
          R"(<div class="form-group-radio">)"
          R"(<input type="radio" id="field-mood-option2" name="mood" class="form-radio" )"
          R"(value="bad" checked>)"
          R"(<label class="form-label" for="field-mood-option2">Dårlig</label></div>)"
          "</fieldset></div>");
}

TEST_CASE("radio buttons with an error and revealed fields") {
    const Language danish(LanguageCode::danish);
    CHECK(radio_group(
              {.name = "mood",
               .legend = "Stemning",
               .choices = {{.value = "other", .label = "Andet", .revealed = text("Skriv hvad")}},
               .error = "Vælg stemningen.",
               .need = Need::optional,
               .layout = ChoiceLayout::tiles},
              danish)
              .markup() ==
          R"(<div class="form-group form-error js-radio-toggle-group">)"
          R"(<fieldset role="radiogroup" aria-labelledby="field-mood-group-legend" )"
          R"(aria-describedby="field-mood-group-error" aria-invalid="true">)"
          R"(<legend class="form-label" id="field-mood-group-legend">Stemning)"
          R"(<span class="weight-normal"> (frivilligt)</span></legend>)"
          R"(<span class="form-error-message" id="field-mood-group-error">)"
          R"(<span class="sr-only">Fejl: </span>Vælg stemningen.</span>)"
          R"(<div class="choice-tiles"><div class="hidden-content-wrapper">)"
          R"(<div class="form-group-radio">)"
          R"(<input type="radio" id="field-mood" name="mood" class="form-radio" value="other" )"
          R"(data-controls="#field-mood-collapse" data-expanded="false">)"
          R"(<label class="form-label" for="field-mood">Andet</label></div>)"
          R"(<div id="field-mood-collapse" class="radio-content">Skriv hvad</div></div></div>)"
          "</fieldset></div>");
}

TEST_CASE("boxes stand under a legend") {
    const Language danish(LanguageCode::danish);
    CHECK(checkbox_group({.name = "themes",
                          .legend = "Temaer",
                          .choices = {{"noise", "Støj"},
                                      {.value = "drugs", .label = "Hash", .disabled = true},
                                      {"fights", "Slagsmål"}},
                          .values = {"noise", "fights"},
                          .error = "Vælg temaerne.",
                          .need = Need::required},
                         danish)
              .markup() ==
          R"(<div class="form-group form-error">)"
          R"(<fieldset aria-labelledby="field-themes-group-legend" )"
          R"(aria-describedby="field-themes-group-error">)"
          R"(<legend class="form-label" id="field-themes-group-legend">Temaer</legend>)"
          R"(<span class="form-error-message" id="field-themes-group-error">)"
          R"(<span class="sr-only">Fejl: </span>Vælg temaerne.</span>)"
          R"(<div class="form-group-checkbox">)"
          R"(<input type="checkbox" id="field-themes" name="themes" class="form-checkbox" )"
          R"(value="noise" aria-invalid="true" checked>)"
          R"(<label class="form-label" for="field-themes">Støj</label></div>)"
          R"(<div class="form-group-checkbox">)"
          R"(<input type="checkbox" id="field-themes-option2" name="themes" )"
          R"(class="form-checkbox" value="drugs" aria-invalid="true" disabled>)"
          R"(<label class="form-label" for="field-themes-option2">Hash</label></div>)"
          R"(<div class="form-group-checkbox">)"
          R"(<input type="checkbox" id="field-themes-option3" name="themes" )"
          R"(class="form-checkbox" value="fights" aria-invalid="true" checked>)"
          R"(<label class="form-label" for="field-themes-option3">Slagsmål</label></div>)"
          "</fieldset></div>");
}

TEST_CASE("a single box") {
    const Language danish(LanguageCode::danish);
    CHECK(checkbox({.name = "consent",
                    .label = "Jeg har givet samtykke",
                    .checked = true,
                    .hint = "Kan trækkes tilbage",
                    .error = "Sæt kryds.",
                    .need = Need::required,
                    .revealed = text("Dato")},
                   danish)
              .markup() ==
          R"(<div class="form-group form-error">)"
          R"(<span class="form-error-message" id="field-consent-error">)"
          R"(<span class="sr-only">Fejl: </span>Sæt kryds.</span>)"
          R"(<div class="hidden-content-wrapper"><div class="form-group-checkbox">)"
          R"(<input type="checkbox" id="field-consent" name="consent" class="form-checkbox )"
          R"(js-checkbox-toggle-content" value="1" aria-invalid="true" )"
          R"(aria-describedby="field-consent-hint field-consent-error" required checked )"
          R"(data-aria-controls="field-consent-collapse" data-aria-expanded="true">)"
          R"(<label class="form-label" for="field-consent">Jeg har givet samtykke</label>)"
          R"(<span class="form-hint" id="field-consent-hint">Kan trækkes tilbage</span></div>)"
          R"(<div id="field-consent-collapse" class="checkbox-content">Dato</div></div></div>)");
}

}  // namespace web
