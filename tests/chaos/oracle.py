# SPDX-License-Identifier: Apache-2.0
"""Compares what a killed Fairlead has on disk with what the platform's ledger says it sent."""

from dataclasses import dataclass, field


@dataclass
class Account:
    """One connection as the oracle follows it. Generations are the platform's: 1 at the consent."""

    name: str
    number: int
    family: int = 0  # the platform's grant that the connection is of
    base: int = 0  # our generation less the platform's
    held: int = 0  # the newest generation that a slot or the database was seen to have
    lost: int = 0  # the generation that a kill cost us, once counted
    doubtful: set = field(default_factory=set)  # attempts seen whose outcome no one of ours knows
    unknown: int = 0  # of them not yet held against a reuse
    reuses: int = 0  # of them presented again to the platform, as far as counted
    may_die: bool = False  # the test itself ended its grant
    connection: str = ""  # its id


@dataclass
class Tally:
    """Sums over a run."""

    window: dict = field(default_factory=dict)  # lost: sent whole, in no slot; by where
    wire: int = 0  # lost: the platform did not finish sending it
    elsewhere: int = 0  # lost though it was held, or never sent: must stay 0
    unknown_attempts: int = 0
    counted_reuses: int = 0  # after an attempt of unknown outcome
    other_reuses: int = 0  # must stay 0
    replayed: int = 0  # slots found full at a kill
    messages: list = field(default_factory=list)


def count(by_place, place, by=1):
    by_place[place] = by_place.get(place, 0) + by


class Oracle:
    def __init__(self, number):
        self.accounts = [Account(f"bulk-{i}", i) for i in range(number)]
        self.tally = Tally()

    def oldest_family(self):
        return min(account.family for account in self.accounts)

    @staticmethod
    def adopt(account, row, family):
        """A new consent; `row` and `family` belong together."""
        account.family = family["id"]
        account.base = row.generation - family["newest"]["generation"]
        account.held = family["newest"]["generation"]
        account.doubtful = set()
        account.lost = account.unknown = account.reuses = 0
        account.may_die = False

    def look(self, place, stored, families):
        """Fairlead is dead and the platform has sent what it will. Answers whose grant is over."""
        by_id = {family["id"]: family for family in families}
        over = set()
        for account in self.accounts:
            row, family = stored[account.name], by_id[account.family]
            self.count_reuses(account, family)
            self.sort(place, account, row, family)
            if row.status != "connected" or family["endedMs"] is not None:
                self.end(place, account, row, family)
                over.add(account.number)
        return over

    def count_reuses(self, account, family):
        new = family["reuses"] - account.reuses
        account.reuses = family["reuses"]
        counted = min(new, account.unknown)
        account.unknown -= counted
        self.tally.counted_reuses += counted
        self.tally.other_reuses += new - counted
        if new > counted:
            self.tally.messages.append(f"{account.name}: reuse without an unknown attempt")

    def sort(self, place, account, row, family):
        ours = row.generation - account.base
        issued = family["newest"]["generation"]
        if row.slots:
            self.tally.replayed += 1
            ours += 1
        self.doubt(account, row)
        if ours < account.held:
            self.miss("a token that was held is gone", place, account, row, family)
        account.held = max(account.held, ours)
        if issued > ours and issued != account.lost:
            account.lost = issued
            self.count_loss(place, account, row, family, issued - ours)

    def doubt(self, account, row):
        new = {attempt for attempt, state in row.attempts.items() if state != "spare"}
        new -= row.slots | account.doubtful
        account.doubtful |= new
        account.unknown += len(new)
        self.tally.unknown_attempts += len(new)

    def count_loss(self, place, account, row, family, by):
        if by > 1 or not row.attempts:
            self.miss("a token was sent that no attempt on disk asked for", place, account, row,
                      family)
        elif family["newest"]["sent"] == "whole":
            count(self.tally.window, place)
        else:
            self.tally.wire += 1

    def end(self, place, account, row, family):
        if not account.lost and not account.may_die:
            self.miss("the connection ended though no token was lost", place, account, row, family)

    def miss(self, why, place, account, row, family):
        self.tally.elsewhere += 1
        self.tally.messages.append(f"{account.name} at {place}: {why}: {row} {family}")
