using System.Security.Cryptography;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Codes;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Notifications;
using Platform.Server.Data;

namespace Platform.Server.Identity;

/// <summary>
/// Proves that somebody holds a mobile number: six digits by SMS, good for ten minutes and five tries; one message a minute and five an hour per number.
/// A new code replaces the one before.
/// </summary>
internal sealed class SmsCodes(ICommitQueue commits, EffectDispatcher effects, IPersonalData personal, IIdSource ids, TimeProvider time)
{
    public const string Register = "register";
    public const string NewPassword = "newPassword";
    public const int Digits = 6;
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private const string Template = "sms-code";
    private const int Tries = 5;
    private const int MostPerHour = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Refuses with <c>phone.mobile</c>, <c>smsCode.tooSoon</c> (with <c>seconds</c>) or <c>smsCode.tooMany</c>.</summary>
    public async Task<Result<Done>> SendAsync(string? phone, string purpose, CancellationToken ct)
    {
        var number = PhoneNumbers.Normalize(phone);
        if (PhoneNumbers.CheckMobile(number, "phone") is { } wrong)
        {
            return wrong;
        }

        var code = RandomNumberGenerator.GetString("0123456789", Digits);
        var hash = personal.HashPhone(number);
        return await commits.CommitAsync<Done>(
            async (transaction, token) =>
            {
                var now = time.GetUtcNow();
                var sent = await SmsCodeStore.ListSinceAsync(transaction, hash, purpose, now - Hour, token);
                if (sent.Count > 0 && now - sent[0].CreatedAt < Pause)
                {
                    return Problem.Of("smsCode.tooSoon", ProblemKind.TooMany, "phone", ("seconds", (int)Math.Ceiling((Pause - (now - sent[0].CreatedAt)).TotalSeconds)));
                }

                if (sent.Count >= MostPerHour)
                {
                    return Problem.Of("smsCode.tooMany", ProblemKind.TooMany, "phone");
                }

                var row = new SmsCodeRow { Id = ids.Next(), PhoneHash = hash, Purpose = purpose, CodeHash = Hash(hash, purpose, code), TriesLeft = Tries, CreatedAt = now, ExpiresAt = now + Lifetime };
                await SmsCodeStore.DeleteBeforeAsync(transaction, now - Hour, token);
                await SmsCodeStore.InsertAsync(transaction, row, token);
                var data = JsonSerializer.Serialize(new { code, minutes = (int)Lifetime.TotalMinutes }, ModelJson.Options);
                await effects.ApplyAsync(
                    new SendMessageEffect(row.Id, null, number, null, null, LocalityCode.Root, Template, data, null),
                    new EffectScope(transaction, now, LocalityCode.Root),
                    token);
                return Done.It;
            },
            ct);
    }

    /// <summary>
    /// Counts a try. Refuses with <c>smsCode.wrong</c> (with the tries <c>left</c>) or <c>smsCode.expired</c> when there is none to compare with.
    /// The code stays good until <see cref="UseAsync"/>, so that another mistake on the form does not cost a new message.
    /// </summary>
    public async Task<Result<Done>> CheckAsync(string phone, string purpose, string? code, CancellationToken ct)
    {
        var hash = personal.HashPhone(phone);

        // The problem is the value here: a refusal would undo the counting.
        var counted = await commits.CommitAsync<Problem?[]>(
            async (transaction, token) =>
            {
                if (await CurrentAsync(transaction, hash, purpose, token) is not { } row)
                {
                    return new Problem?[] { Problem.Invalid("smsCode.expired", "code") };
                }

                if (Matches(row, hash, purpose, code))
                {
                    return new Problem?[] { null };
                }

                await SmsCodeStore.SetAsync(transaction, row.Id, row.TriesLeft - 1, used: false, token);
                return new Problem?[] { Problem.Invalid("smsCode.wrong", "code", ("left", row.TriesLeft - 1)) };
            },
            ct);
        return counted.Value[0] is { } problem ? problem : Done.It;
    }

    /// <summary>Uses the code up, within the transaction of what it was needed for; false when somebody was quicker.</summary>
    public async ValueTask<bool> UseAsync(System.Data.Common.DbTransaction transaction, string phone, string purpose, string? code, CancellationToken ct)
    {
        var hash = personal.HashPhone(phone);
        if (await CurrentAsync(transaction, hash, purpose, ct) is not { } row || !Matches(row, hash, purpose, code))
        {
            return false;
        }

        await SmsCodeStore.SetAsync(transaction, row.Id, row.TriesLeft, used: true, ct);
        return true;
    }

    private async ValueTask<SmsCodeRow?> CurrentAsync(System.Data.Common.DbTransaction transaction, string phoneHash, string purpose, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return await SmsCodeStore.ListSinceAsync(transaction, phoneHash, purpose, now - Lifetime, ct) is [{ Used: false, TriesLeft: > 0 } newest, ..] && newest.ExpiresAt > now ? newest : null;
    }

    private bool Matches(SmsCodeRow row, string phoneHash, string purpose, string? code) =>
        CryptographicOperations.FixedTimeEquals(Convert.FromHexString(row.CodeHash), Convert.FromHexString(Hash(phoneHash, purpose, (code ?? "").Trim())));

    // Keyed: the hash of six digits alone would be found by trying all of them.
    private string Hash(string phoneHash, string purpose, string code) => personal.LookupHash($"smsCode:{purpose}:{phoneHash}", code);
}
