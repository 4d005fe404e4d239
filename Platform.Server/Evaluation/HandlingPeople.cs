using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Identity;

namespace Platform.Server.Evaluation;

/// <summary>Who somebody is towards a negative rating.</summary>
internal sealed class HandlingPeople(IAccounts accounts)
{
    /// <summary>The authority somebody belongs to; null for none, and for who has no account.</summary>
    public async ValueTask<string?> HomeOfAsync(Actor actor, CancellationToken ct) =>
        actor.AccountId is { } id ? (await accounts.FindAsync(id, ct))?.Authority : null;

    /// <summary>A member of the desk of the place; for everybody else it does not exist.</summary>
    public static Result<HandlingPerson> Desk(NegativeRating rating, Actor actor, string? home) =>
        actor.Kind == ActorKind.Staff && actor.May(Permissions.EvaluationsHandle, rating.Locality, rating.Authority)
            ? new HandlingPerson(
                HandlingParty.Desk,
                actor.AccountId,
                actor.Name,
                home ?? "",
                Roles.EvaluationDesk,
                EvaluationRules.CheckVerifier(actor, home, new(rating.Locality, rating.Authority)) is not null)
            : EvaluationProblems.UnknownTask;

    /// <summary>Somebody of the rated department, for a rating that was confirmed; for everybody else it does not exist.</summary>
    public static Result<HandlingPerson> Department(NegativeRating rating, Actor actor) =>
        actor.Kind == ActorKind.Staff && rating.DepartmentReference is not null && actor.May(Permissions.EvaluationsRectify, rating.Locality, rating.Authority)
            ? new HandlingPerson(HandlingParty.Department, actor.AccountId, actor.Name, rating.Authority, Roles.DepartmentLiaison, OfRatedUnit: true)
            : EvaluationProblems.UnknownTask;
}
