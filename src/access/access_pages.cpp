#include "access/access_pages.h"

#include "access/account_pages.h"
#include "access/authenticator_pages.h"
#include "access/impact_assessment_pages.h"
#include "access/link_pages.h"
#include "access/look_up_review_pages.h"
#include "access/openid_pages.h"
#include "access/organisation_pages.h"
#include "access/passkey_pages.h"
#include "access/person_log_pages.h"
#include "access/session_pages.h"
#include "access/sign_in_pages.h"
#include "access/trail_pages.h"
#include "access/user_pages.h"
#include "access/user_sign_in_pages.h"

namespace access {

void add_routes(Routes& routes) {
    add_sign_in_routes(routes);
    add_link_routes(routes);
    add_authenticator_routes(routes);
    add_passkey_routes(routes);
    add_openid_routes(routes);
    add_session_routes(routes);
    add_account_routes(routes);
    add_user_routes(routes);
    add_user_sign_in_routes(routes);
    add_organisation_routes(routes);
    add_trail_routes(routes);
    add_person_log_routes(routes);
    add_look_up_review_routes(routes);
    add_impact_assessment_routes(routes);
}

}  // namespace access
