namespace Platform.Server.Identity;

/// <summary>Log messages of sign-in and administration. Accounts by id only: names and numbers are personal data.</summary>
internal static partial class IdentityLog
{
    [LoggerMessage(2000, LogLevel.Information, "Account {AccountId} signed in.")]
    public static partial void SignedIn(this ILogger log, Guid accountId);

    [LoggerMessage(2001, LogLevel.Warning, "Wrong password for account {AccountId}, try {Try} in a row.")]
    public static partial void SignInWrong(this ILogger log, Guid accountId, int @try);

    [LoggerMessage(2002, LogLevel.Warning, "Sign-in to account {AccountId} refused: locked after wrong passwords.")]
    public static partial void SignInLocked(this ILogger log, Guid accountId);

    [LoggerMessage(2003, LogLevel.Information, "Account {AccountId} signed out.")]
    public static partial void SignedOut(this ILogger log, Guid accountId);

    [LoggerMessage(2004, LogLevel.Information, "Resident {AccountId} registered.")]
    public static partial void ResidentRegistered(this ILogger log, Guid accountId);
}
