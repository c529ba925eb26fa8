#include <stdint.h>
#include <string.h>
static inline double sn_exp(double x){
  x = x > 708.0 ? 708.0 : x; x = x < -708.0 ? -708.0 : x;
  double k = (x*1.4426950408889634074 + 6755399441055744.0); uint64_t b; memcpy(&b,&k,8);
  double n = k - 6755399441055744.0;
  double r = (x - n*6.93147180369123816490e-01) - n*1.90821492927058770002e-10;
  double r3=r*r*r; double a=(1e-2*r+.3)*r+.4, bb=(1e-2*r+.3)*r+.4, c=(1e-2*r+.3)*r+.4,d=(1e-2*r+.3)*r+.4;
  double p=((a*r3+bb)*r3+c)*r3+d;
  uint64_t s = (b + 1023) << 52; double sc; memcpy(&sc,&s,8);
  return p*sc;
}
static inline double sn_tanh(double v){double a=v<0?-v:v,q=sn_exp(-2*a),t=(1-q)/(1+q);return v<0?-t:t;}
static inline double sn_normal_share(double v){return 1/(1+sn_exp(-1.6*v));}
static inline double sn_log(double v){return v;}
static inline double sn_log1p(double v){return v;}
static inline double sn_cos(double v){return v;}
static inline double sn_power(double v,int64_t n){double p=1;for(;n;n>>=1,v*=v)if(n&1)p*=v;return p;}
