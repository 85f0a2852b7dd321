#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "web/components/field.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

struct SelectOption {
    PlainText value;
    PlainText label;
    PlainText group = {};  // neighbours with the same group stand under it; empty: under none
};

// Options written once for many pages: for long lists that are the same for everyone.
class ReadyOptions {
  public:
    explicit ReadyOptions(const std::vector<SelectOption>& options);

    // With the one of this value chosen, where there is one.
    void add_to(Html& html, std::string_view chosen) const;

  private:
    struct Piece {
        std::string value;
        Html before;  // up to the place for the mark that it is chosen
        Html after;
    };
    std::vector<Piece> pieces_;
    Html whole_;  // with none chosen
};

// One of many from a list that unfolds. Only `name`, `label` and `options` must be given.
struct SelectField {
    PlainText name;
    PlainText label;
    std::vector<SelectOption> options;
    std::shared_ptr<const ReadyOptions> ready_options = {};  // in place of `options`
    PlainText value;                                         // the chosen option's value
    PlainText empty_option;  // a first option with empty value ("Vælg", "Alle"); empty: none
    PlainText hint;
    PlainText error;
    Need need = Need::required;
    bool label_hidden = false;
    bool disabled = false;
    PlainText id;  // empty: field_id(name)
};

Html select_field(const SelectField& field, const Language& language);

}  // namespace web
