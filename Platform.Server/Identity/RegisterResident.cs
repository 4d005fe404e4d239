using System.Data.Common;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.RateLimiting;
using Platform.Model;
using Platform.Model.Codes;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Identity;

/// <summary>
/// <c>POST /api/v1/sms-codes {phone,purpose}</c>, then <c>POST /api/v1/residents {idType,idNumber,name,phone,code,password}</c>: an account for a resident.
/// One per identity document.
/// </summary>
internal sealed class RegisterResident(
    AccountStore store,
    SmsCodes codes,
    PasswordHasher hasher,
    ICommitQueue commits,
    IDatabase database,
    IPersonalData personal,
    IIdSource ids,
    TimeProvider time,
    ILogger<RegisterResident> log)
{
    private static readonly TimeZoneInfo China = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/sms-codes", async (CodeRequest request, SmsCodes codes, CancellationToken ct) =>
                (request.Purpose is SmsCodes.Register or SmsCodes.NewPassword
                    ? await codes.SendAsync(request.Phone, request.Purpose, ct)
                    : Problem.Invalid("smsCode.purpose", "purpose", ("value", request.Purpose), ("expected", $"{SmsCodes.Register}, {SmsCodes.NewPassword}"))).ToHttp(_ => Results.Accepted()))
            .Open("Comes before having an account; limited per number and per address.")
            .RequireRateLimiting(Limits.SignIn);
        api.MapPost("/residents", async (Request request, RegisterResident register, CancellationToken ct) =>
                (await register.HandleAsync(request, ct)).ToHttp(id => Results.Json(new Response(id), ModelJson.Options, statusCode: StatusCodes.Status201Created)))
            .Open("Registering is how a visitor becomes a resident; the code proves the phone.")
            .RequireRateLimiting(Limits.SignIn);
    }

    /// <summary>
    /// The account's id. Refuses with <c>idType.unknown</c>, the problems of the number, <c>idType.person</c> (a document of organisations), <c>personName.*</c>,
    /// <c>phone.mobile</c>, <c>password.*</c>, <c>smsCode.*</c>, or <c>resident.exists</c>.
    /// </summary>
    public async Task<Result<Guid>> HandleAsync(Request request, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, China).DateTime);
        var idNumber = IdTypes.Normalize(request.IdType, request.IdNumber);
        var name = PersonNames.Normalize(request.Name);
        var phone = PhoneNumbers.Normalize(request.Phone);
        Problem?[] problems =
        [
            IdTypes.Find(request.IdType) is { ForOrganisations: true } ? Problem.Invalid("idType.person", "idType") : IdTypes.Check(request.IdType, idNumber, today, "idType", "idNumber"),
            PersonNames.Check(name, "name"),
            PhoneNumbers.CheckMobile(phone, "phone"),
            AccountRules.CheckPassword(request.Password, "password", idNumber, phone),
            string.IsNullOrWhiteSpace(request.Code) ? Problem.Invalid("smsCode.required", "code") : null,
        ];
        if (problems.OfType<Problem>().ToList() is { Count: > 0 } found)
        {
            return Result<Guid>.Refused(found);
        }

        // The code comes first: without it, anybody could ask whether a number is registered here.
        var code = await codes.CheckAsync(phone, SmsCodes.Register, request.Code, ct);
        if (!code.Succeeded)
        {
            return Result<Guid>.Refused(code.Problems);
        }

        var idNumberHash = personal.HashIdNumber(request.IdType!, idNumber);
        if (await store.FindByIdNumberHashAsync(request.IdType!, idNumberHash, ct) is not null)
        {
            return Exists();
        }

        if (await hasher.HashAsync(request.Password!, ct) is not { } hash)
        {
            return Problem.Of("signIn.busy", ProblemKind.TooMany);
        }

        var account = NewResident(request.IdType!, idNumber, name, phone, hash);
        var result = await commits.CommitAsync<Guid>(
            async (transaction, token) =>
            {
                if (!await codes.UseAsync(transaction, phone, SmsCodes.Register, request.Code, token))
                {
                    return Problem.Invalid("smsCode.expired", "code");
                }

                try
                {
                    await AccountStore.InsertAsync(transaction, account, token);
                }
                catch (DbException e) when (database.Dialect.IsUniqueViolation(e))
                {
                    return Exists();
                }

                return account.Id;
            },
            ct);
        if (result.Succeeded)
        {
            log.ResidentRegistered(account.Id);
        }

        return result;
    }

    internal AccountRow NewResident(string idType, string idNumber, string name, string phone, string passwordHash) => new()
    {
        Id = ids.Next(),
        Kind = "resident",
        Name = name,
        IdType = idType,
        IdNumber = personal.Protect(idNumber),
        IdNumberHash = personal.HashIdNumber(idType, idNumber),
        Phone = personal.Protect(phone),
        PhoneHash = personal.HashPhone(phone),
        PasswordHash = passwordHash,
        Stamp = Tickets.NewStamp(),
        Locality = LocalityCode.Root,
        CreatedAt = time.GetUtcNow(),
        Version = 1,
    };

    private static Problem Exists() => Problem.Of("resident.exists", ProblemKind.Conflict, "idNumber");

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record CodeRequest(string? Phone, string? Purpose = SmsCodes.Register);

    /// <param name="IdType">Code of <see cref="IdTypes"/>, 111 for a citizen id.</param>
    /// <param name="Code">The six digits sent to the phone.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(string? IdType, string? IdNumber, string? Name, string? Phone, string? Code, string? Password);

    internal sealed record Response(Guid Id);
}
