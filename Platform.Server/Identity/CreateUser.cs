using System.Data.Common;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Codes;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Identity;

/// <summary><c>POST /api/v1/users</c>: an account for somebody who works here. Without a password one is made up and shown once.</summary>
internal sealed class CreateUser(
    AuthorityStore authorities,
    ILocalities localities,
    PasswordHasher hasher,
    Accounts accounts,
    AdministrativeActs acts,
    ICommitQueue commits,
    IDatabase database,
    IPersonalData personal,
    IIdSource ids,
    TimeProvider time)
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/users", async (Request request, CreateUser create, ICurrentActor current, HttpContext context, CancellationToken ct) =>
                (await create.HandleAsync(current.Actor, request, ct)).ToHttp(created =>
                {
                    context.Response.SetETag(created.User.ETag);
                    context.Response.Headers.CacheControl = "no-store";
                    return Results.Created($"/api/v1/users/{created.User.Id}", created);
                }))
            .Needs(Permissions.AccountsManage);

    /// <summary>
    /// Refuses with <c>userName.format</c>, <c>userName.taken</c>, <c>personName.*</c>, <c>phone.mobile</c>, <c>password.*</c>, <c>locality.unknown</c>,
    /// <c>authority.unknown</c>, <c>access.outside</c> and <c>grant.*</c>, among them <c>grant.threeAdministrators</c>.
    /// </summary>
    public async Task<Result<Created>> HandleAsync(Actor actor, Request request, CancellationToken ct)
    {
        var userName = AccountRules.NormalizeUserName(request.UserName);
        var name = PersonNames.Normalize(request.Name);
        var phone = PhoneNumbers.Normalize(request.Phone);
        var grants = request.Grants ?? [];
        var problems = new List<Problem?>
        {
            AccountRules.CheckUserName(userName, "userName"),
            PersonNames.Check(name, "name"),
            phone.Length == 0 ? null : PhoneNumbers.CheckMobile(phone, "phone"),
            request.Password is null ? null : AccountRules.CheckPassword(request.Password, "password", userName, phone),
        };
        problems.AddRange(await CheckHomeAsync(actor, request.Locality, request.Authority, ct));
        problems.AddRange(await CheckGrantsAsync(actor, grants, ct));
        problems.Add(Duties.CheckRoles(grants.Select(g => g.Role)));
        if (problems.OfType<Problem>().ToList() is { Count: > 0 } found)
        {
            return Result<Created>.Refused(found);
        }

        var password = request.Password ?? Administered.NewPassword();
        if (await hasher.HashAsync(password, ct) is not { } hash)
        {
            return Problem.Of("signIn.busy", ProblemKind.TooMany);
        }

        var account = new AccountRow
        {
            Id = ids.Next(),
            Kind = "staff",
            UserName = userName,
            Name = name,
            Phone = phone.Length == 0 ? null : personal.Protect(phone),
            PhoneHash = phone.Length == 0 ? null : personal.HashPhone(phone),
            PasswordHash = hash,
            MustChange = request.MustChangePassword ?? true,
            Stamp = Tickets.NewStamp(),
            Locality = request.Locality!.Value,
            Authority = request.Authority,
            CreatedAt = time.GetUtcNow(),
            Version = 1,
        };
        return await commits.CommitAsync<Created>(
            async (transaction, token) =>
            {
                try
                {
                    await AccountStore.InsertAsync(transaction, account, token);
                }
                catch (DbException e) when (database.Dialect.IsUniqueViolation(e))
                {
                    return Problem.Of("userName.taken", ProblemKind.Conflict, "userName", ("value", userName));
                }

                await AccountStore.ReplaceGrantsAsync(transaction, account.Id, grants.Select(g => (ids.Next(), g)), token);
                await acts.RecordAsync(transaction, actor, "account.created", Administered.Subject(account), account.Locality, new { grants }, token);
                return new Created(accounts.View(account, grants, account.CreatedAt), request.Password is null ? password : null);
            },
            ct);
    }

    /// <summary>Problems of a home: where the account belongs and who manages it.</summary>
    internal async Task<IReadOnlyList<Problem>> CheckHomeAsync(Actor actor, LocalityCode? locality, string? authority, CancellationToken ct)
    {
        if (locality is not { } home)
        {
            return [Problem.Invalid("locality.required", "locality")];
        }

        if (!actor.May(Permissions.AccountsManage, home, authority))
        {
            return [Problem.Of("access.outside", ProblemKind.Forbidden, "locality", ("value", home.Value))];
        }

        if (home != LocalityCode.Root && await localities.FindAsync(home, ct) is null)
        {
            return [Problem.Invalid("locality.unknown", "locality", ("value", home.Value))];
        }

        return authority is not null && await authorities.FindAsync(authority, ct) is null ? [Problem.Invalid("authority.unknown", "authority", ("value", authority))] : [];
    }

    /// <summary>Problems of the grants somebody is given, each with its path.</summary>
    internal async Task<IReadOnlyList<Problem>> CheckGrantsAsync(Actor actor, IReadOnlyList<Grant> grants, CancellationToken ct)
    {
        var problems = new List<Problem>();
        for (var i = 0; i < grants.Count; i++)
        {
            var grant = grants[i];
            if (AccountRules.CheckGrant(actor, grant, $"grants[{i}]") is { } problem)
            {
                problems.Add(problem);
            }
            else if (grant.Locality != LocalityCode.Root && await localities.FindAsync(grant.Locality, ct) is null)
            {
                problems.Add(Problem.Invalid("locality.unknown", $"grants[{i}].locality", ("value", grant.Locality.Value)));
            }
            else if (grant.Authority is not null && await authorities.FindAsync(grant.Authority, ct) is null)
            {
                problems.Add(Problem.Invalid("authority.unknown", $"grants[{i}].authority", ("value", grant.Authority)));
            }
        }

        return problems;
    }

    /// <param name="Locality">Home: whoever manages accounts there manages this one.</param>
    /// <param name="Password">Left out: one is generated.</param>
    /// <param name="MustChangePassword">True unless said otherwise.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(
        string? UserName,
        string? Name,
        LocalityCode? Locality,
        string? Authority = null,
        string? Phone = null,
        IReadOnlyList<Grant>? Grants = null,
        string? Password = null,
        bool? MustChangePassword = null);

    /// <param name="Password">The generated password, shown this once; null when the request named one.</param>
    internal sealed record Created(UserView User, string? Password);
}
