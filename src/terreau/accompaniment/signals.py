"""News of the referrals, for the apps above; sent after the transaction with `referral=`."""

from django.dispatch import Signal

referral_accepted = Signal()
referral_closed = Signal()
