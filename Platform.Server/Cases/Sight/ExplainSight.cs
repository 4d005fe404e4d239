using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Sight;

/// <summary><c>GET /api/v1/cases/{number}/access?user=</c>: why somebody may, or may not, see a case. Asked by those who administer both; tells nothing of what is in the case.</summary>
internal sealed class ExplainSight(CaseReader cases, IAccounts accounts)
{
    public static void Map(RouteGroupBuilder one) =>
        one.MapGet("/access", async (string number, string? user, ICurrentActor current, ExplainSight explain, CancellationToken ct) =>
                (await explain.HandleAsync(current.Actor, number, user, ct)).ToHttp())
            .Needs(Permissions.AccessExplain)
            .WithName("explainCaseAccess");

    /// <summary>
    /// Refuses with <c>user.notFound</c> and <c>case.unknown</c>, also for an account or a case outside the actor's places: who may not ask cannot tell
    /// whether there is one.
    /// </summary>
    public async Task<Result<Explanation>> HandleAsync(Actor actor, string number, string? user, CancellationToken ct)
    {
        if (await accounts.FindStaffAsync(user ?? "", ct) is not { } found || !actor.May(Permissions.AccessExplain, found.Account.Locality, found.Account.Authority))
        {
            return Problem.NotFound("user.notFound");
        }

        if (await cases.FindAsync(number, ct) is not { } file || !actor.May(Permissions.AccessExplain, file.Locality, file.Authority))
        {
            return Problem.NotFound("case.unknown", ("number", number));
        }

        var reasons = CaseSight.Explain(found.Actor, CaseAccess.StandOf(file));
        return new Explanation(
            file.Number, file.Locality, file.Authority, file.AuthorityName, found.Account.UserName!, found.Account.Name, found.Account.Disabled,
            !found.Account.Disabled && reasons.Any(r => r.Gives), [.. reasons.OrderByDescending(r => r.Gives)]);
    }

    /// <param name="MaySee">What happens when they open the case: one reason gives, and the account is not disabled.</param>
    /// <param name="Reasons">Every rule, those that give first.</param>
    internal sealed record Explanation(
        string Number, LocalityCode Locality, string Authority, LocalizedText AuthorityName, string User, string Name, bool Disabled, bool MaySee, IReadOnlyList<SightReason> Reasons);
}
