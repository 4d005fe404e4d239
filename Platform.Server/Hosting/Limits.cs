using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Platform.Model;

namespace Platform.Server.Hosting;

/// <summary>How often one client may ask; the section <c>Limits</c> of the configuration. 0 switches a limit off.</summary>
internal sealed class LimitOptions
{
    public int RequestsPerSecond { get; set; } = 1000;

    /// <summary>Requests that may come at once before the rate counts.</summary>
    public int Burst { get; set; } = 3000;

    /// <summary>Tries to sign in or to guess a secret.</summary>
    public int SignInPerMinute { get; set; } = 30;

    /// <summary>Papers that are printed for one client at the same time; some more may wait.</summary>
    public int PrintsAtOnce { get; set; } = 2;
}

/// <summary>Rate limits per client address.</summary>
internal static class Limits
{
    /// <summary>Name of the strict policy, for sign-in, registration and look-ups by code.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Name of the policy for what is done with a tracking code: as strict as sign-in where a code comes with the request, else none.</summary>
    public const string ByCode = "by-code";

    /// <summary>Name of the policy for printing: as <see cref="ByCode"/> with a code, else a few at a time, so that nobody takes all places of the printer.</summary>
    public const string Printing = "printing";

    /// <summary>Prints of one client that wait besides those that are under way; whoever opens all papers of a case is well below.</summary>
    private const int PrintsWaiting = 10;

    public static void AddLimits(this IServiceCollection services)
    {
        services.AddOptions<LimitOptions>().BindConfiguration("Limits");
        services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = (context, _) => new ValueTask(Refuse(context));
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => Of(context) is not { RequestsPerSecond: > 0 } limits
                ? RateLimitPartition.GetNoLimiter("")
                : RateLimitPartition.GetTokenBucketLimiter(Client(context), _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = limits.Burst,
                    TokensPerPeriod = limits.RequestsPerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                }));
            options.AddPolicy(SignIn, context => Strict(context));
            options.AddPolicy(ByCode, context => context.Request.Query.ContainsKey("code") ? Strict(context) : RateLimitPartition.GetNoLimiter(""));
            options.AddPolicy(Printing, context => context.Request.Query.ContainsKey("code") ? Strict(context) : FewAtOnce(context));
        });
    }

    private static RateLimitPartition<string> Strict(HttpContext context) => Of(context) is not { SignInPerMinute: > 0 } limits
        ? RateLimitPartition.GetNoLimiter("")
        : RateLimitPartition.GetSlidingWindowLimiter(Client(context), _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = limits.SignInPerMinute,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
        });

    private static RateLimitPartition<string> FewAtOnce(HttpContext context) => Of(context) is not { PrintsAtOnce: > 0 } limits
        ? RateLimitPartition.GetNoLimiter("")
        : RateLimitPartition.GetConcurrencyLimiter(Client(context), _ => new ConcurrencyLimiterOptions { PermitLimit = limits.PrintsAtOnce, QueueLimit = PrintsWaiting });

    private static LimitOptions Of(HttpContext context) => context.RequestServices.GetRequiredService<IOptions<LimitOptions>>().Value;

    private static string Client(HttpContext context) => ClientAddress.Of(context.Connection.RemoteIpAddress);

    private static Task Refuse(OnRejectedContext rejected)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 10;
        rejected.HttpContext.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        return Problem.Of("request.tooMany", ProblemKind.TooMany, null, ("seconds", wait)).ToHttp().ExecuteAsync(rejected.HttpContext);
    }
}
