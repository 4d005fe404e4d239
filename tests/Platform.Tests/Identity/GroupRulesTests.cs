using CsCheck;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Tests.Identity;

/// <summary>A group keeps its work from others as long as somebody in it can do it, and no longer.</summary>
public sealed class GroupRulesTests
{
    private static readonly LocalityCode[] Places = [.. new[] { "0", "330110", "330110012", "330106" }.Select(LocalityCode.Parse)];
    private static readonly string[] WhoseRoles = [Roles.CaseOfficer, Roles.Approver, Roles.Supervisor];

    private static readonly Gen<Grant[]> Grants = Gen.Select(OneOf(WhoseRoles), OneOf(Places), OneOf<string?>(null, "A", "B"), (role, place, authority) => new Grant(role, place, authority)).Array[0, 3];

    [Fact]
    public void Members_alone_may_while_somebody_in_the_group_can_and_else_everybody_of_the_role() =>
        Gen.Select(Grants.Array[2, 5], Gen.Bool.Array[5], OneOf(WhoseRoles[..2]), OneOf(Places[1..]), OneOf("A", "B")).Sample((people, inGroup, role, place, authority) =>
        {
            var staff = people.Select((grants, i) => new Actor(ActorKind.Staff, new Guid(i + 1, 0, 0, new byte[8]), $"{i}", grants)).ToList();
            var group = new StaffGroup("A", "team", LocalizedText.Of("组"), [.. staff.Where((_, i) => inGroup[i]).SelectMany(a => a.Grants.Select(g => (a.AccountId!.Value, g)))]);
            var audience = TaskAudience.Of(role, authority) with { Group = "team" };
            var holders = staff.Where(a => a.Holds(role, place, authority)).ToList();
            var inside = authority == "A" ? holders.Where(a => inGroup[staff.IndexOf(a)]).ToList() : [];
            var may = staff.Select(a => a with { KeptFrom = GroupRules.KeptFrom(a, [group]) }).Where(a => CaseSight.MayDo(a, audience, place, authority, null)).Select(a => a.AccountId);
            return may.SequenceEqual((inside.Count > 0 ? inside : holders).Select(a => a.AccountId))
                && (authority != "A" || GroupRules.MembersOf(group, role, place).SetEquals(inside.Select(a => a.AccountId!.Value)));
        });

    [Fact]
    public void A_task_that_names_no_group_is_kept_from_nobody()
    {
        var actor = new Actor(ActorKind.Staff, Guid.Empty, "x", [new(Roles.CaseOfficer, Places[1])]) { KeptFrom = [new("A", "team", Roles.CaseOfficer, Places[0])] };
        Assert.True(CaseSight.MayDo(actor, TaskAudience.Of(Roles.CaseOfficer, "A"), Places[2], "A", null));
        Assert.False(CaseSight.MayDo(actor, TaskAudience.Of(Roles.CaseOfficer, "A") with { Group = "team" }, Places[2], "A", null));
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
