using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Identity;

/// <summary>Commands for whoever runs the machine: the first administrator, and the way back in when nobody knows a password.</summary>
internal static class UserCommands
{
    private const string PasswordHint = "The password is asked for, or read from standard input with --password-stdin.";

    internal sealed class Add(CreateUser create, ProblemTexts texts) : ICommand
    {
        public string Name => "user add";

        public string Usage => $"user add --name LOGIN [--full-name NAME] [--role platform-admin] [--locality 0] [--authority CREDITCODE]: adds an account with one role. {PasswordHint}";

        public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
        {
            var userName = NameOf(line, Name);
            if (userName is null || !LocalityCode.TryParse(line.Get("locality") ?? LocalityCode.Root.Value, out var locality))
            {
                await output.WriteLineAsync(Usage);
                return 2;
            }

            var grant = new Grant(line.Get("role") ?? Roles.PlatformAdmin, locality, line.Get("authority"));
            var password = await ReadPasswordAsync(line, output, ct);
            var request = new CreateUser.Request(userName, line.Get("full-name") ?? userName, locality, grant.Authority, null, [grant], password, MustChangePassword: false);
            var result = await create.HandleAsync(Actor.System, request, ct);
            if (result.TryGet(out var created))
            {
                await output.WriteLineAsync($"{created.User.UserName} {grant.Role} {locality}");
                return 0;
            }

            return await output.RefuseAsync(texts, result.Problems);
        }
    }

    internal sealed class List(AccountStore store) : ICommand
    {
        private const int PageSize = 200;

        public string Name => "user list";

        public string Usage => "user list: accounts of staff with their roles.";

        public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
        {
            Guid? after = null;
            while (await store.ListStaffAsync(LocalityScope.System, null, null, after, PageSize, ct) is { Count: > 0 } page)
            {
                foreach (var (account, grants) in page)
                {
                    var roles = string.Join(", ", grants.Select(g => g.Authority is null ? $"{g.Role}@{g.Locality}" : $"{g.Role}@{g.Locality}/{g.Authority}"));
                    await output.WriteLineAsync($"{account.UserName,-20} {(account.Disabled ? "disabled " : "")}{roles}");
                }

                after = page[^1].Account.Id;
            }

            return 0;
        }
    }

    internal sealed class ResetPassword(AccountStore store, ResetUserPassword reset, ProblemTexts texts) : ICommand
    {
        public string Name => "user reset-password";

        public string Usage => $"user reset-password --name LOGIN: sets a new password and opens a lock. {PasswordHint}";

        public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
        {
            var userName = AccountRules.NormalizeUserName(NameOf(line, Name));
            if (userName.Length == 0)
            {
                await output.WriteLineAsync(Usage);
                return 2;
            }

            if (await store.FindByUserNameAsync(userName, ct) is not { } account)
            {
                return await output.RefuseAsync(texts, [Problem.NotFound("user.notFound")]);
            }

            var password = await ReadPasswordAsync(line, output, ct);
            if (AccountRules.CheckPassword(password, "password", userName) is { } weak)
            {
                return await output.RefuseAsync(texts, [weak]);
            }

            var result = await reset.SetAsync(Actor.System, account, password, mustChange: false, ct);
            return result.Succeeded ? 0 : await output.RefuseAsync(texts, result.Problems);
        }
    }

    // Both work: user add --name zhang.wei, and user add zhang.wei.
    private static string? NameOf(CommandLine line, string command) => line.Get("name") ?? (line.After(command) is [var first, ..] ? first : null);

    private static async Task<string> ReadPasswordAsync(CommandLine line, TextWriter output, CancellationToken ct)
    {
        if (line.Has("password-stdin") || Console.IsInputRedirected)
        {
            return (await Console.In.ReadLineAsync(ct))?.TrimEnd('\r') ?? "";
        }

        await output.WriteAsync("Password: ");
        var password = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                password.Length = Math.Max(0, password.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                password.Append(key.KeyChar);
            }
        }

        await output.WriteLineAsync();
        return password.ToString();
    }
}

/// <summary>Without an administrator nobody could ever do anything.</summary>
internal sealed class AdministratorCheck(AccountStore store) : IStartCheck
{
    public async ValueTask<string?> RefusalAsync(CancellationToken ct) =>
        await store.AnyHolderAsync(Administered.Roles, ct)
            ? null
            : "There is no administrator yet. Make one with: dotnet run --project Platform.Server -- user add --name LOGIN --role platform-admin (with the same --data), then start again; or start with --demo to look around.";
}
