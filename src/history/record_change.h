#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "access/visit.h"
#include "base/field_error.h"
#include "history/history.h"
#include "history/version_view.h"
#include "store/database.h"
#include "web/html.h"
#include "web/request.h"
#include "web/response.h"

// What happens when a form about a record is sent, the same for every kind: saving, meeting
// someone else's change, deleting, bringing back, making an older version the current one.
namespace history {

// One state of a record, as it is stored or as a form says it should be.
struct Draft {
    Snapshot content;
    base::FieldErrors errors;  // what keeps it from being saved
    // Writes it as the version after `version`; refused with "version_conflict" or "not_found".
    std::function<base::Result<void>(store::WriteTransaction&, std::int64_t version, Change)> save;
};

struct StoredDraft {
    std::int64_t version = 0;
    bool removed = false;
    Draft draft;
};

// What one record's pages have of their own. Made for one request.
struct RecordPages {
    std::string kind;  // of its versions and trail lines: "observation"
    std::int64_t id = 0;
    std::string path;  // of its page; the form that corrects it stands at `path`/rediger
    Wording wording;
    std::function<std::optional<StoredDraft>(store::Connection&)> find;
    std::function<Draft(const web::Fields& form)> read;
    // The form as it was sent, with messages, based on `version`.
    std::function<web::Response(const web::Fields& form, const base::FieldErrors& errors,
                                std::int64_t version)>
        form_page;
};

// Saves `form`, which holds all fields and `version`, or shows it again with messages, or shows
// what someone else changed meanwhile. A record deleted meanwhile comes back by being saved.
web::Response save_form(const access::Visit& visit, const RecordPages& pages,
                        const web::Fields& form);

// The form that corrects a record, filled in with what is stored; not found where it is deleted.
web::Response edit_form(const access::Visit& visit, const RecordPages& pages);

// On the page of a record, for those who may change it: correct and delete, or bring back.
web::Html record_buttons(const access::Visit& visit, const std::string& path, std::int64_t version,
                         bool removed);

// Deletes the version the request's `version` names.
web::Response remove_record(const access::Visit& visit, const RecordPages& pages);

// Brings a deleted record back; with `restore_version` in the request, makes that version the
// current one, which must still keep the rules.
web::Response restore_record(const access::Visit& visit, const RecordPages& pages);

// A version as the form's fields.
web::Fields form_of(const Snapshot& snapshot);

// An id or version as sent; 0, which none has, when it is no whole number.
std::int64_t number_of(const std::string& text);

}  // namespace history
