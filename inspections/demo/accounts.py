"""Who may be tried out in the demonstration: one account for each role, all with one password."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enterprises.errors import DomainError
from enterprises.models import PartnerDepartment, User
from enterprises.roles import Role
from enterprises.services.departments import appoint_reporter
from enterprises.services.groups import give_roles
from enterprises.states import MembershipRole

PASSWORD = "qiudu-demo"  # noqa: S105 - published, and refused outside the demonstration
GOVERNMENT = "government"
DEPARTMENTS = ("tax", "market_regulation", "commerce", "environment", "association")


class NotADemonstration(DomainError):
    """Accounts with a published password exist in the demonstration only."""

    code = "NOT_A_DEMONSTRATION"
    sentence = _("This is not a demonstration: accounts with a published password are refused.")


@dataclass(frozen=True)
class Account:
    """An account to try the system with; `role` says in the reader's language whose it is."""

    username: str
    full_name: str
    group: Role
    role: str | Promise
    password: str = PASSWORD

    @property
    def words(self) -> str | Promise:
        return self.role


_BUREAU = (
    Account("admin", "韩志勇 Han Zhiyong", Role.ADMINISTRATOR, _("Administrator")),
    Account("registrar", "刘敏 Liu Min", Role.REGISTRAR, _("Registrar")),
    Account("registrar2", "孟丽娟 Meng Lijuan", Role.REGISTRAR, _("A second registrar")),
    Account("inspector", "王建国 Wang Jianguo", Role.INSPECTOR, _("Inspector")),
    Account("inspector2", "赵海燕 Zhao Haiyan", Role.INSPECTOR, _("A second inspector")),
    Account("analyst", "孙丽 Sun Li", Role.ANALYST, _("Analyst of the laboratory")),
    Account("analyst2", "唐晓东 Tang Xiaodong", Role.ANALYST, _("A second analyst")),
    Account("reviewer", "周文博 Zhou Wenbo", Role.REVIEWER, _("Reviewer of the laboratory")),
    Account("credit", "陈静 Chen Jing", Role.CREDIT_OFFICER, _("Credit officer")),
    Account("chief", "李振华 Li Zhenhua", Role.CHIEF, _("Section chief")),
    Account("chief2", "马玉兰 Ma Yulan", Role.CHIEF, _("A second section chief")),
    Account("auditor", "高远 Gao Yuan", Role.AUDITOR, _("Auditor")),
)
_FIRMS = (
    Account("enterprise", "张雪梅 Zhang Xuemei", Role.ENTERPRISE, _("Owner of a class A firm")),
    Account("declarant", "许明 Xu Ming", Role.ENTERPRISE, _("Declarant of that class A firm")),
    Account("viewer", "沈洁 Shen Jie", Role.ENTERPRISE, _("Viewer of that class A firm")),
    Account("enterprise2", "郭立新 Guo Lixin", Role.ENTERPRISE, _("Owner of a class C firm")),
    Account("redfirm", "宋长河 Song Changhe", Role.ENTERPRISE, _("Owner of the red-listed firm")),
    Account("blackfirm", "魏东 Wei Dong", Role.ENTERPRISE, _("Owner of the black-listed firm")),
    Account(
        "provisional", "苏晓晨 Su Xiaochen", Role.ENTERPRISE, _("Owner of a firm on probation")
    ),
    Account("dyehouse", "田国庆 Tian Guoqing", Role.ENTERPRISE, _("Owner of a filed dyehouse")),
    Account("agent", "何佳 He Jia", Role.AGENT, _("Declaration agent of two firms")),
)
_DEPARTMENT = Account(
    "department", "县政府信用办 Credit office", Role.DEPARTMENT, _("The county government")
)

# Who belongs to a firm of the story beside its owner: its key, and what the person may do.
MEMBERS = {
    "declarant": ("direct", MembershipRole.DECLARANT),
    "viewer": ("direct", MembershipRole.VIEWER),
}


def demonstration_accounts() -> tuple[Account, ...]:
    """Give every account that the demonstration publishes."""
    return (*_BUREAU, *_FIRMS, _DEPARTMENT)


def create_accounts(*, at: datetime) -> dict[str, User]:
    """Create the published accounts and those who report for the other departments, by name.

    Raises:
        NotADemonstration: the installation is not a demonstration.
    """
    refuse_outside_the_demonstration()
    # The password is one and published, so its hash is made once.
    hashed = make_password(PASSWORD)
    people = {
        account.username: _create(account, hashed, at=at) for account in demonstration_accounts()
    }
    _appoint(people["department"], GOVERNMENT, at=at)
    for code in DEPARTMENTS:
        people[code] = create_silent_account(
            username=f"demo-{code.replace('_', '-')}", full_name="", roles=[Role.DEPARTMENT], at=at
        )
        _appoint(people[code], code, at=at)
    return people


def create_silent_account(
    *, username: str, full_name: str, roles: Iterable[Role], at: datetime
) -> User:
    """Create somebody who acts in the story and cannot log in.

    Raises:
        NotADemonstration: the installation is not a demonstration.
    """
    refuse_outside_the_demonstration()
    user = User(username=username, full_name=full_name, is_demonstration=True)
    user.set_unusable_password()
    user.save()
    give_roles(user=user, roles=roles, actor=None, at=at)
    return user


def refuse_outside_the_demonstration() -> None:
    if not settings.IS_DEMONSTRATION:
        raise NotADemonstration


def _create(account: Account, hashed: str, *, at: datetime) -> User:
    user = User.objects.create(
        username=account.username,
        password=hashed,
        full_name=account.full_name,
        is_demonstration=True,
    )
    give_roles(user=user, roles=[account.group], actor=None, at=at)
    return user


def _appoint(user: User, code: str, *, at: datetime) -> None:
    department = PartnerDepartment.objects.get(code=code)
    appoint_reporter(user=user, department=department, actor=None, at=at)
    if not user.full_name:
        user.full_name = f"{department.name_zh} {department.name_en}"
        user.save(update_fields=["full_name"])
