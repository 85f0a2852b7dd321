#include "access/identity_proof_store.h"

#include <array>
#include <stdexcept>

#include "base/result.h"

namespace access {

namespace {

struct KindWords {
    DocumentKind kind;
    std::string_view code;
    std::string_view name;
};

constexpr std::array<KindWords, 4> kind_words = {{
    {DocumentKind::passport, "passport", base::danish("Pas")},
    {DocumentKind::driving_licence, "driving_licence", base::danish("Kørekort")},
    {DocumentKind::residence_card, "residence_card", base::danish("Opholdskort")},
    {DocumentKind::identity_card, "identity_card", base::danish("Legitimationskort")},
}};

const KindWords& words_of(DocumentKind kind) {
    for (const KindWords& words : kind_words) {
        if (words.kind == kind) return words;
    }
    throw std::logic_error("access: a kind of document without words");
}

template <class Value>
Value readable(const std::optional<Value>& value) {
    if (!value) throw std::runtime_error("access: an unreadable proof of identity");
    return *value;
}

IdentityProof proof_in(const store::Row& row) {
    IdentityProof proof{row.integer(0),
                        row.integer(1),
                        row.integer(2),
                        readable(base::parse_date(row.text_view(3))),
                        readable(document_kind_of(row.text_view(4))),
                        row.integer(5),
                        readable(base::parse_instant(row.text_view(6))),
                        row.optional_integer(7),
                        std::nullopt};
    if (!row.is_null(8)) proof.withdrawn_at = readable(base::parse_instant(row.text_view(8)));
    return proof;
}

}  // namespace

std::string_view document_kind_code(DocumentKind kind) {
    return words_of(kind).code;
}

std::string_view document_kind_name(DocumentKind kind) {
    return words_of(kind).name;
}

std::optional<DocumentKind> document_kind_of(std::string_view code) {
    for (const KindWords& words : kind_words) {
        if (words.code == code) return words.kind;
    }
    return std::nullopt;
}

const std::vector<DocumentKind>& all_document_kinds() {
    static const std::vector<DocumentKind> kinds = {
        DocumentKind::passport, DocumentKind::driving_licence, DocumentKind::residence_card,
        DocumentKind::identity_card};
    return kinds;
}

std::vector<IdentityProof> identity_proofs_of(store::Connection& connection,
                                              std::int64_t account_id) {
    std::vector<IdentityProof> proofs;
    for (const store::Row& row : connection.query(
             "select id, account_id, checked_by, checked_on, document_kind, recorded_by,"
             " recorded_at, withdrawn_by, withdrawn_at from identity_proof where account_id = $1"
             " order by id desc limit 50",
             account_id)) {
        proofs.push_back(proof_in(row));
    }
    return proofs;
}

std::int64_t record_identity_proof(store::WriteTransaction& transaction,
                                   const IdentityProof& proof) {
    return transaction
        .integer(
            "insert into identity_proof (account_id, checked_by, checked_on, document_kind,"
            " recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6) returning id",
            proof.account_id, proof.checked_by, base::iso_date(proof.checked_on),
            document_kind_code(proof.kind), proof.recorded_by, base::iso_instant(proof.recorded_at))
        .value();
}

bool withdraw_identity_proof(store::WriteTransaction& transaction, std::int64_t account_id,
                             std::int64_t proof_id, std::int64_t withdrawn_by, base::Instant now) {
    return transaction.execute(
               "update identity_proof set withdrawn_by = $3, withdrawn_at = $4"
               " where id = $1 and account_id = $2 and withdrawn_at is null",
               proof_id, account_id, withdrawn_by, base::iso_instant(now)) > 0;
}

}  // namespace access
