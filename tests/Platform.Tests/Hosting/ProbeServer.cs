using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Tests.Hosting;

/// <summary>One server with <see cref="ProbeModule"/> for the tests of a class. The header <c>X-Role</c> signs somebody in who holds that role.</summary>
public sealed class ProbeServer : IAsyncLifetime
{
    internal TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Server = await TestServer.StartAsync(configure: builder => builder.Services.AddSingleton<IStartupFilter, RoleHeader>(), more: new ProbeModule());

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private sealed class RoleHeader : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, then) =>
            {
                if (context.Request.Headers["X-Role"].FirstOrDefault() is { } role)
                {
                    context.RequestServices.GetRequiredService<ActorHolder>().Current = new Actor(ActorKind.Staff, Guid.Empty, "probe", [new Grant(role, LocalityCode.Root)]);
                }

                return then();
            });
            next(app);
        };
    }
}
