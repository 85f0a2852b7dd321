#pragma once

#include <string>

#include "web/components/field.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

// Internal to web: what all form fields have around them.
namespace web {

bool is_required(Need need);

// "(frivilligt)" or "(skal udfyldes)", where the need says so.
Html need_mark(Need need, const Language& language);

struct FieldLabel {
    const std::string& id;
    const PlainText& words;
    Need need = Need::required;
    bool hidden = false;
};

Html field_label(const FieldLabel& label, const Language& language);
Html field_hint(const std::string& id, const PlainText& hint);
Html field_error(const std::string& id, const PlainText& error, const Language& language);
// How many characters may be typed, and how many are left.
Html field_limit(const std::string& id, int limit, const PlainText& value,
                 const Language& language);

// Collects the ids for aria-describedby: id-hint, id-error and further ones.
class DescribedBy {
  public:
    DescribedBy(const std::string& id, const PlainText& hint, const PlainText& error);
    // The id with this ending ("-suffix").
    void add(Literal ending);
    // The attribute, or nothing.
    Html attribute() const;

  private:
    const std::string& id_;
    Html ids_;
};

// The given id, or the one made from the name.
std::string chosen_id(const PlainText& id, const PlainText& name);

}  // namespace web
