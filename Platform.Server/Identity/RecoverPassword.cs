using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Codes;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Identity;

/// <summary>
/// <c>POST /api/v1/residents/password {idType,idNumber,phone,code,password}</c>: a resident who forgot the password proves the phone
/// (<c>POST /api/v1/sms-codes</c> with purpose <c>newPassword</c>) and sets a new one. Ends all sessions.
/// </summary>
internal sealed class RecoverPassword(AccountStore store, SmsCodes codes, ResetUserPassword reset, ICommitQueue commits, IPersonalData personal)
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/residents/password", async (Request request, RecoverPassword recover, CancellationToken ct) => (await recover.HandleAsync(request, ct)).ToHttp(_ => Results.NoContent()))
            .Open("Whoever forgot the password cannot sign in; the code proves the phone.")
            .RequireRateLimiting(Limits.SignIn);

    /// <summary>The account. Refuses with <c>phone.mobile</c>, <c>password.*</c>, <c>smsCode.*</c>, or <c>resident.unknown</c> when number and phone do not belong together.</summary>
    public async Task<Result<AccountRow>> HandleAsync(Request request, CancellationToken ct)
    {
        var phone = PhoneNumbers.Normalize(request.Phone);
        var idNumber = IdTypes.Normalize(request.IdType, request.IdNumber);
        Problem?[] problems =
        [
            PhoneNumbers.CheckMobile(phone, "phone"),
            AccountRules.CheckPassword(request.Password, "password", idNumber, phone),
            string.IsNullOrWhiteSpace(request.Code) ? Problem.Invalid("smsCode.required", "code") : null,
        ];
        if (problems.OfType<Problem>().ToList() is { Count: > 0 } found)
        {
            return Result<AccountRow>.Refused(found);
        }

        var code = await codes.CheckAsync(phone, SmsCodes.NewPassword, request.Code, ct);
        if (!code.Succeeded)
        {
            return Result<AccountRow>.Refused(code.Problems);
        }

        var account = await store.FindByIdNumberHashAsync(request.IdType ?? "", personal.HashIdNumber(request.IdType ?? "", idNumber), ct);
        if (account is null || account.PhoneHash != personal.HashPhone(phone))
        {
            return Problem.Invalid("resident.unknown", "idNumber");
        }

        var used = await commits.CommitAsync<Done>(
            async (transaction, token) => await codes.UseAsync(transaction, phone, SmsCodes.NewPassword, request.Code, token) ? Done.It : Problem.Invalid("smsCode.expired", "code"),
            ct);
        return used.Succeeded
            ? await reset.SetAsync(new Actor(ActorKind.Resident, account.Id, account.Id.ToString("D"), []), account, request.Password!, mustChange: false, ct)
            : Result<AccountRow>.Refused(used.Problems);
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(string? IdType, string? IdNumber, string? Phone, string? Code, string? Password);
}
