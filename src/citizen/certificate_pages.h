#pragma once

#include "access/visit.h"
#include "citizen/paper.h"
#include "people/certificate_text.h"
#include "people/retention_registry.h"

namespace citizen {

// What the page of a certificate of erasure says, as a paper.
Paper certificate_paper(const people::CertificateText& text);

// /sletning/attester/{id}/pdf, with a line in the trail for each. All must live as long as the
// routes.
void add_certificate_routes(access::Routes& routes, const people::RetentionRegistry& retention,
                            Press& press);

}  // namespace citizen
