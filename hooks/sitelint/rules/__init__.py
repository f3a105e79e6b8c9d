"""Every rule, in the order of CONTRIBUTING.md. A rule is a generator; its name is what a finding shows."""

from .active import active_element, inline_code, remote_content
from .assets import missing_asset, missing_icon, static_link, style_link
from .checks import checker_settings, idle_accept
from .dates import overdue_review, review_date
from .files import heavy_page, outside_file, unreadable_file
from .headings import duplicate_id, heading_skip, one_title
from .journey import next_step, safety_link, see_also_pair, stage_order, unlinked_page
from .links import (
    absolute_link,
    broken_link,
    empty_link,
    hidden_link,
    image_text,
    malformed_address,
    output_link,
    outside_link,
)
from .loose import empty_callout, glued_list
from .markup import loose_markup, open_block
from .nav import broken_nav, idle_pattern, not_in_nav
from .order import (
    heading_number,
    missing_title,
    nav_order,
    page_number,
    repeated_heading,
    repeated_title,
)
from .questions import (
    question_answer,
    question_count,
    question_id,
    question_pair,
    question_place,
    question_summary,
)
from .references import (
    broken_snippet,
    doubled_reference,
    undefined_footnote,
    undefined_reference,
    unused_footnote,
)
from .sections import (
    doubled_section,
    guide_settings,
    help_now_links,
    long_lead,
    misplaced_section,
    missing_section,
    nested_callout,
    page_facts,
    takeaway_points,
    unknown_section,
)
from .templates import template_link
from .texts import bad_front_matter, empty_page, page_encoding
from .unclosed import open_comment, open_fence, open_tag

# Of each file, before the build reads it; what they find stops a build at once.
FILE_RULES = (unreadable_file, outside_file, heavy_page)
RULES = (
    # Pages and links
    broken_link,
    empty_link,
    malformed_address,
    absolute_link,
    outside_link,
    hidden_link,
    output_link,
    image_text,
    undefined_reference,
    undefined_footnote,
    unused_footnote,
    doubled_reference,
    broken_snippet,
    loose_markup,
    glued_list,
    empty_callout,
    open_block,
    open_fence,
    open_comment,
    open_tag,
    duplicate_id,
    heading_skip,
    heading_number,
    repeated_heading,
    one_title,
    missing_title,
    page_encoding,
    empty_page,
    bad_front_matter,
    # The site around them
    broken_nav,
    not_in_nav,
    idle_pattern,
    repeated_title,
    page_number,
    nav_order,
    missing_asset,
    missing_icon,
    style_link,
    static_link,
    template_link,
    # The guide: silent without `extra.guide`
    guide_settings,
    page_facts,
    missing_section,
    unknown_section,
    doubled_section,
    misplaced_section,
    long_lead,
    nested_callout,
    takeaway_points,
    help_now_links,
    question_id,
    question_summary,
    question_answer,
    question_place,
    question_count,
    question_pair,
    unlinked_page,
    next_step,
    see_also_pair,
    safety_link,
    stage_order,
    review_date,
    inline_code,
    remote_content,
    active_element,
)
NOTICES = (overdue_review,)
ABOUT_SITES = (*FILE_RULES, *RULES, *NOTICES)
EVERY_RULE = (*ABOUT_SITES, checker_settings, idle_accept)
