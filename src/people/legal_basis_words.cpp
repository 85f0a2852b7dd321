#include "people/legal_basis_words.h"

#include "base/text.h"

namespace people {

std::string legal_basis_words(const access::Law& law, const std::vector<std::string>& codes,
                              base::Date day) {
    std::vector<std::string> words;
    words.reserve(codes.size());
    for (const std::string& code : codes) {
        const access::LegalBasis* basis = law.basis(code, day);
        words.push_back(basis ? basis->statute + " " + basis->paragraph : code);
    }
    return base::join(words, ", ");
}

}  // namespace people
